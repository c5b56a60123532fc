package dev.sealwright.benchmarks.line;

import dev.sealwright.benchmarks.measure.Contender;
import dev.sealwright.hsm.Driver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Signatures a second of one thread through each driver beside a loop in C, in turns on one P-256
 * key of one SoftHSM2 token, each in a process of its own. Threads: one.
 */
final class DriverRun {
  static final String NAME = "drivers";

  private static final String SUBJECT = "p-256";
  private static final int ROUNDS = 5;
  private static final Duration WARM_UP = Duration.ofSeconds(4);
  private static final Duration LENGTH = Duration.ofMillis(1500);

  private DriverRun() {}

  /**
   * Runs it.
   *
   * @param target where ./dev bench has compiled the loop
   * @param folder a new one
   * @return its line
   */
  static String run(Path target, Path folder) throws IOException {
    Map<Driver, Contender> drivers = new EnumMap<>(Driver.class);
    List<Contender> all = new ArrayList<>();
    try {
      for (Driver driver : Driver.values()) {
        // The first one makes the key, the others find it.
        Contender contender =
            Contender.start(
                RawLevel.class,
                SUBJECT,
                target.resolve("libdialled.so").toString(),
                folder.toString(),
                driver.name(),
                "1");
        drivers.put(driver, contender);
        all.add(contender);
      }
      Contender loop = loop(target, folder);
      all.add(loop);
      for (Contender contender : all) {
        contender.warmUp(WARM_UP);
      }
      for (int round = 0; round < ROUNDS; round++) {
        for (Contender contender : round % 2 == 0 ? all : all.reversed()) {
          contender.run(LENGTH);
        }
      }
      return line(loop, drivers);
    } finally {
      for (Contender contender : all) {
        contender.close();
      }
    }
  }

  private static Contender loop(Path target, Path folder) throws IOException {
    var token = BenchmarkToken.provision(folder, 1);
    return Contender.start(
        List.of(
            target.resolve("sign-loop").toAbsolutePath().toString(),
            token.config().module().path().toString(),
            BenchmarkToken.LABEL,
            folder.resolve(BenchmarkToken.LABEL + ".pin").toString()),
        token.environment());
  }

  private static String line(Contender loop, Map<Driver, Contender> drivers) {
    double most = loop.median(Contender.RATE);
    var text = new StringBuilder("case=" + NAME + " c/s=" + Math.round(most));
    drivers.forEach((driver, contender) ->
        text.append(
            String.format(
                Locale.ROOT,
                " %s/s=%d",
                name(driver),
                Math.round(contender.median(Contender.RATE)))));
    drivers.forEach((driver, contender) ->
        text.append(
            String.format(
                Locale.ROOT,
                " %s_ratio=%.3f",
                name(driver),
                contender.median(Contender.RATE) / most)));
    return text.toString();
  }

  private static String name(Driver driver) {
    return driver.name().toLowerCase(Locale.ROOT);
  }
}
