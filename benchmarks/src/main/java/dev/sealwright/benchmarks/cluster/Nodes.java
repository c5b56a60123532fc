package dev.sealwright.benchmarks.cluster;

import dev.sealwright.benchmarks.measure.Contender;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The nodes of one record: processes that issue at the same time.
 *
 * <p>Threads: one.
 */
final class Nodes implements AutoCloseable {
  /**
   * How they are started.
   *
   * @param count of them
   * @param engines of the dialled HSM of each; 0 for SoftHSM2 itself
   * @param dialled the library of the dialled HSM
   * @param folder a new one, for their token and files
   * @param compiling how long each issues into memory first
   * @param url of the database, or {@link ClusterNode#SQLITE}
   * @param password of the database
   * @param requireStandby whether they refuse to issue without one
   */
  record Start(
      int count,
      int engines,
      Path dialled,
      Path folder,
      Duration compiling,
      String url,
      String password,
      boolean requireStandby) {}

  private final List<Contender> processes = new ArrayList<>();
  private final ExecutorService threads;
  private long acknowledged;

  private Nodes(int count) {
    threads = Executors.newFixedThreadPool(count);
  }

  /** The first one makes the CA and its key, the others find them. */
  static Nodes start(Start start) throws IOException {
    var nodes = new Nodes(start.count());
    boolean started = false;
    try {
      for (int i = 0; i < start.count(); i++) {
        nodes.processes.add(
            Contender.start(
                Contender.java(
                    ClusterNode.class,
                    String.valueOf(start.engines()),
                    start.dialled().toString(),
                    start.folder().toString(),
                    String.valueOf(start.compiling().toMillis()),
                    start.url(),
                    String.valueOf(start.requireStandby())),
                Map.of(ClusterNode.PASSWORD, start.password())));
      }
      started = true;
      return nodes;
    } finally {
      if (!started) {
        nodes.close();
      }
    }
  }

  int count() {
    return processes.size();
  }

  /** As many as a number of callers get, spread over the nodes. */
  NodeRound batch(int callers, Duration length) throws IOException, InterruptedException {
    return round("batch " + callers / count() + " " + length.toMillis());
  }

  /** Orders at a steady rate, spread over the nodes. */
  NodeRound atRate(double perSecond, Duration length) throws IOException, InterruptedException {
    return round(
        String.format(Locale.ROOT, "rate %.3f %d", perSecond / count(), length.toMillis()));
  }

  /** How many certificates of a sample were read back and are right; else this fails. */
  long verified() throws IOException, InterruptedException {
    return Math.round(ask("check").stream().mapToDouble(each -> each.get("verified")).sum());
  }

  /** Certificates in all rounds so far. */
  long acknowledged() {
    return acknowledged;
  }

  private NodeRound round(String line) throws IOException, InterruptedException {
    NodeRound round = NodeRound.together(ask(line).stream().map(NodeRound::of).toList());
    acknowledged += Math.round(round.done());
    return round;
  }

  private List<Map<String, Double>> ask(String line) throws IOException, InterruptedException {
    List<Future<Map<String, Double>>> asked =
        processes.stream().map(each -> threads.submit(() -> each.ask(line))).toList();
    List<Map<String, Double>> answers = new ArrayList<>();
    for (Future<Map<String, Double>> each : asked) {
      try {
        answers.add(each.get());
      } catch (ExecutionException e) {
        throw new IOException("a node did not answer", e.getCause());
      }
    }
    return answers;
  }

  @Override
  public void close() throws IOException {
    threads.shutdownNow();
    for (Contender each : processes) {
      each.close();
    }
  }
}
