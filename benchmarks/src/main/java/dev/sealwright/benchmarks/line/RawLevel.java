package dev.sealwright.benchmarks.line;

import dev.sealwright.benchmarks.measure.Contender;
import dev.sealwright.benchmarks.measure.Turns;
import dev.sealwright.hsm.Driver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** The process of the raw loop alone, in turns with others. */
public final class RawLevel {
  private RawLevel() {}

  /**
   * Takes turns.
   *
   * @param arguments name of the case, the library of the dialled HSM, the folder of the token, the
   *     driver, the number of threads
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    var subject = LineCase.named(arguments[0]).withLanes(Integer.parseInt(arguments[4]));
    var driver = Driver.valueOf(arguments[3].toUpperCase(Locale.ROOT));
    var token = new BenchmarkToken(subject, Path.of(arguments[2]), Path.of(arguments[1]), driver);
    try (var vault = token.vault();
        // Kept open, since it is what logs the other sessions in.
        var login = vault.open();
        var signing = new RawLoop(subject, token, token.ownKey(login, subject.spec()))) {
      Turns.take(length -> {
        RawLoop.Round round = signing.run(length);
        return Contender.RATE + "=" + round.perSecond() + " cpu_us=" + round.cpuMicros();
      });
    }
  }
}
