package dev.sealwright.benchmarks.line;

import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import java.util.List;
import java.util.stream.Stream;

/**
 * One case: a CA key on a token.
 *
 * @param engines of the dialled HSM; 0 for SoftHSM2 itself
 * @param latencyMicros of one signature of the dialled HSM
 * @param lanes of the engine, and threads of the raw loop
 * @param callers at the same time, each with one order
 */
public record LineCase(
    String name,
    KeySpec spec,
    SignatureAlgorithm algorithm,
    int engines,
    long latencyMicros,
    int lanes,
    int callers) {
  /** What HTTP is measured with: two cores leave it room for more than the HSM gives. */
  public static final LineCase DIALLED_2000 = dialled("dialled-2000", 4, 2000);

  /**
   * A remote HSM gets twice as many lanes as it has engines, so that one is at work while the
   * answer of another travels; SoftHSM2 computes on our cores and gets one each.
   */
  public static final List<LineCase> ALL =
      List.of(
          dialled("dialled-4000", 8, 2000),
          dialled("dialled-8000", 16, 2000),
          soft("rsa-2048", KeySpec.RSA_2048, SignatureAlgorithm.SHA256WITHRSA),
          soft("p-384", KeySpec.EC_P384, SignatureAlgorithm.SHA384WITHECDSA),
          soft("rsa-4096", KeySpec.RSA_4096, SignatureAlgorithm.SHA256WITHRSA),
          soft("p-256", KeySpec.EC_P256, SignatureAlgorithm.SHA256WITHECDSA));

  /** P-256 behind a dialled HSM; 8 callers to each of its engines, and 64 at least. */
  public static LineCase dialled(String name, int engines, long latencyMicros) {
    return new LineCase(
        name,
        KeySpec.EC_P256,
        SignatureAlgorithm.SHA256WITHECDSA,
        engines,
        latencyMicros,
        2 * engines,
        Math.max(64, 8 * engines));
  }

  private static LineCase soft(String name, KeySpec spec, SignatureAlgorithm algorithm) {
    return new LineCase(
        name, spec, algorithm, 0, 0, Runtime.getRuntime().availableProcessors(), 256);
  }

  /** The case of that name. */
  public static LineCase named(String name) {
    return Stream.concat(ALL.stream(), Stream.of(DIALLED_2000))
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "no case " + name + "; there are " + ALL.stream().map(LineCase::name).toList()));
  }

  /** The same with another number of sessions. */
  public LineCase withLanes(int number) {
    return new LineCase(name, spec, algorithm, engines, latencyMicros, number, callers);
  }

  public boolean isDialled() {
    return engines > 0;
  }

  /** Signatures a second that the dialled HSM gives at most. */
  public double cap() {
    return engines * 1e6 / latencyMicros;
  }
}
