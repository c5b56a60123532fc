package dev.sealwright.benchmarks.cluster;

import dev.sealwright.benchmarks.line.LineCase;
import java.util.List;

/**
 * One case: some nodes on one record, which share what the HSM gives.
 *
 * @param record where they keep it
 * @param nodes processes of their own, each with an equal part of engines and callers
 */
record ClusterCase(String name, Storage record, int nodes) {
  /** Of the dialled HSM, for all nodes together: 2,000 signatures a second. */
  static final int ENGINES = 4;

  static final long SIGN_MICROS = 2000;

  /** For all nodes together. */
  static final int CALLERS = 256;

  static final double CAP = ENGINES * 1e6 / SIGN_MICROS;

  /** Where a record is kept. */
  enum Storage {
    SQLITE,
    /** One PostgreSQL server; the nodes are told not to ask for a standby. */
    SINGLE,
    /** Every commit waits until a second server has it on its disk too. */
    STANDBY
  }

  static final List<ClusterCase> ALL =
      List.of(
          new ClusterCase("sqlite-1", Storage.SQLITE, 1),
          new ClusterCase("single-1", Storage.SINGLE, 1),
          new ClusterCase("standby-1", Storage.STANDBY, 1),
          new ClusterCase("single-2", Storage.SINGLE, 2),
          new ClusterCase("standby-2", Storage.STANDBY, 2));

  ClusterCase {
    if (ENGINES % nodes != 0 || CALLERS % nodes != 0) {
      throw new IllegalArgumentException("engines and callers are shared out evenly");
    }
  }

  /** The case of that name. */
  static ClusterCase named(String name) {
    return ALL.stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "no case " + name + "; there are " + ALL.stream().map(ClusterCase::name).toList()));
  }

  /** The name of a database of its own. */
  String database() {
    return name.replace('-', '_');
  }

  /**
   * The key and the token of one node.
   *
   * @param engines of the dialled HSM; 0 for SoftHSM2 itself
   */
  static LineCase subject(int engines) {
    return engines == 0
        ? LineCase.named("p-256")
        : LineCase.dialled("cluster", engines, SIGN_MICROS);
  }
}
