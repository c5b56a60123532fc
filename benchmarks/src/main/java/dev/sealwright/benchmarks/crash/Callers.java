package dev.sealwright.benchmarks.crash;

import dev.sealwright.benchmarks.load.ApiAnswer;
import dev.sealwright.benchmarks.load.ApiConnection;
import dev.sealwright.benchmarks.load.RootAuthority;
import dev.sealwright.benchmarks.load.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The load: each caller issues, reads back what it was promised, revokes some, and goes on until
 * its connection breaks. Even numbers send a token of idempotency. One virtual thread each.
 */
final class Callers {
  static final int COUNT = 16;
  private static final int REVOKED_OF = 10;
  private static final String BUSY = "ThrottlingException";

  private final URI endpoint;
  private final Estate estate;
  private final Ledger ledger;

  Callers(URI endpoint, Estate estate, Ledger ledger) {
    this.endpoint = endpoint;
    this.estate = estate;
    this.ledger = ledger;
  }

  /** Starts them; closing the executor waits until each has seen the end of the server. */
  ExecutorService start() {
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    for (int caller = 0; caller < COUNT; caller++) {
      int number = caller;
      threads.execute(() -> run(number));
    }
    return threads;
  }

  private void run(int caller) {
    try (var api = new ApiConnection(endpoint, ServerProcess.ADMINISTRATOR)) {
      for (int call = 0; ; call++) {
        var order = new Order(caller, caller % 2 == 0 ? UUID.randomUUID().toString() : "");
        Acknowledged made = issue(api, order);
        readBack(api, made);
        if (call % REVOKED_OF == 0) {
          revoke(api, made);
        }
      }
    } catch (IOException e) {
      // The kill; what was under way has been noted.
    } catch (RuntimeException e) {
      ledger.violation("a caller met " + e);
    }
  }

  private Acknowledged issue(ApiConnection api, Order order) throws IOException {
    try {
      ApiAnswer answer = api.call("IssueCertificate", estate.body(order));
      while (answer.error().equals(BUSY)) {
        answer = api.call("IssueCertificate", estate.body(order));
      }
      return ledger.acknowledge(order, answer.require("CertificateArn"));
    } catch (IOException e) {
      ledger.cutOff(order);
      throw e;
    }
  }

  /** INVARIANT I2: what was acknowledged can be read at once. */
  private void readBack(ApiConnection api, Acknowledged made) throws IOException {
    ApiAnswer answer = RootAuthority.certificate(api, made.authority(), made.arn());
    if (!answer.ok() && !answer.error().equals(BUSY)) {
      ledger.violation("I2: " + made.arn() + " right after its answer: " + answer.body());
    }
  }

  private void revoke(ApiConnection api, Acknowledged made) throws IOException {
    ApiAnswer answer =
        api.call(
            "RevokeCertificate",
            """
            {"CertificateAuthorityArn":"%s","CertificateSerial":"%s","RevocationReason":"SUPERSEDED"}\
            """
                .formatted(made.authority(), made.serial()));
    if (answer.ok()) {
      ledger.revoked(made);
    } else if (!answer.error().equals(BUSY)) {
      ledger.violation("revoking " + made.arn() + ": " + answer.body());
    }
  }
}
