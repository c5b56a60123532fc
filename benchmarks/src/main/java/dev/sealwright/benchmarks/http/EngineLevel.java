package dev.sealwright.benchmarks.http;

import dev.sealwright.benchmarks.line.BenchmarkToken;
import dev.sealwright.benchmarks.line.CaUnderLoad;
import dev.sealwright.benchmarks.line.IssueLoop;
import dev.sealwright.benchmarks.line.LineCase;
import dev.sealwright.benchmarks.line.Requests;
import dev.sealwright.benchmarks.measure.Contender;
import dev.sealwright.benchmarks.measure.Turns;
import dev.sealwright.engine.store.embedded.SqliteStore;
import java.io.IOException;
import java.nio.file.Path;

/** The process of the engine alone, in turns with the server. */
final class EngineLevel {
  private EngineLevel() {}

  /**
   * Takes turns.
   *
   * @param arguments name of the case, the library of the dialled HSM, a folder of its own
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    LineCase subject = LineCase.named(arguments[0]);
    Path folder = Path.of(arguments[2]);
    var token = new BenchmarkToken(subject, folder.resolve("token"), Path.of(arguments[1]));
    var store = SqliteStore.open(folder.resolve("store.db"));
    try (var authority = new CaUnderLoad(subject, store, token.vault())) {
      var issuing = new IssueLoop(authority, Requests.distinct(HttpBenchmark.REQUESTS));
      Turns.take(length -> {
        IssueLoop.Round round = issuing.saturate(HttpBenchmark.CONNECTIONS, length);
        return Contender.RATE + "=" + round.perSecond() + " cpu_us=" + round.cpuMicros();
      });
    }
  }
}
