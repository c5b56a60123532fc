package dev.sealwright.benchmarks.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.benchmarks.load.ApiAnswer;
import dev.sealwright.benchmarks.load.ApiConnection;
import dev.sealwright.benchmarks.load.Gcc;
import dev.sealwright.benchmarks.load.ServerProcess;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A full disk and a failing fsync under the real server: issuing stops with an error that says so,
 * reading goes on, and after the repair and a restart nothing is lost (INVARIANTS I1, I2, I4, I12).
 */
@Timeout(120)
class DiskFaultTest {
  private static final int BEFORE = 20;

  @TempDir Path folder;

  private final Ledger ledger = new Ledger();

  @ParameterizedTest
  @ValueSource(strings = {"full", "sync"})
  void issuingStopsClearlyAndLosesNothing(String fault) throws Exception {
    Path control = folder.resolve(fault);
    Estate estate;
    List<Order> cut = new ArrayList<>();
    try (ServerProcess server = launch();
        var api = new ApiConnection(server.ready(), ServerProcess.ADMINISTRATOR)) {
      estate = Estate.found(api, 2);
      for (int i = 0; i < BEFORE; i++) {
        issue(api, estate, order(i % 2));
      }
      assertThat(readiness(server)).isEqualTo(200);
      Files.createFile(control);

      Order unlucky = order(0);
      cut.add(unlucky);
      assertThat(send(api, estate, unlucky).error()).isEqualTo("ServiceUnavailable");
      refused(api, estate, cut);
      assertThat(readiness(server)).isEqualTo(503);
      new AfterRestart(api, estate, ledger).served(ledger.all());

      Files.delete(control);
      // After a failed fsync nobody knows what is on the disk: only a restart reads it back.
      refused(api, estate, cut);
      assertThat(server.log()).contains("store halted");
    }
    try (ServerProcess server = launch();
        var api = new ApiConnection(server.ready(), ServerProcess.ADMINISTRATOR)) {
      Path database = folder.resolve("var/store.db");
      var checks = new AfterRestart(api, estate, ledger);
      checks.tokens(cut, ledger.all(), Map.of());
      issue(api, estate, order(1));
      checks.record(Rows.of(database), ledger.all(), List.of());
      checks.served(ledger.all());
      assertThat(readiness(server)).isEqualTo(200);
    }
    assertThat(ledger.takeViolations()).isEmpty();
    assertThat(ledger.all()).hasSize(BEFORE + cut.size() + 1);
  }

  private static Order order(int caller) {
    return new Order(caller, caller == 0 ? UUID.randomUUID().toString() : "");
  }

  private void issue(ApiConnection api, Estate estate, Order order) throws IOException {
    ledger.acknowledge(order, send(api, estate, order).require("CertificateArn"));
  }

  private static ApiAnswer send(ApiConnection api, Estate estate, Order order) throws IOException {
    return api.call("IssueCertificate", estate.body(order));
  }

  private static void refused(ApiConnection api, Estate estate, List<Order> cut)
      throws IOException {
    Order order = order(0);
    cut.add(order);
    ApiAnswer answer = send(api, estate, order);
    assertThat(answer.status()).as(answer.body()).isEqualTo(503);
  }

  private static int readiness(ServerProcess server) throws IOException {
    var connection =
        (HttpURLConnection) server.management().resolve("/health/ready").toURL().openConnection();
    return connection.getResponseCode();
  }

  private ServerProcess launch() throws IOException, InterruptedException {
    Path library = folder.resolve("libdisk.so");
    if (!Files.exists(library)) {
      Gcc.share(Path.of("src/test/c/disk-fault.c"), library, "dl");
    }
    return ServerProcess.launch(
        folder, 512, Map.of("LD_PRELOAD", library.toString(), "DISK_FAULT", folder.toString()));
  }
}
