package dev.sealwright.benchmarks.crash;

import dev.sealwright.benchmarks.load.ApiAnswer;
import dev.sealwright.benchmarks.load.ApiConnection;
import dev.sealwright.benchmarks.load.RootAuthority;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What must hold once the server serves again; each departure is a violation in the ledger, with
 * the INVARIANT it breaks. Threads: one.
 */
final class AfterRestart {
  private final ApiConnection api;
  private final Estate estate;
  private final Ledger ledger;

  AfterRestart(ApiConnection api, Estate estate, Ledger ledger) {
    this.api = api;
    this.estate = estate;
    this.ledger = ledger;
  }

  /** The certificates can be read, and verify. */
  void served(List<Acknowledged> certificates) throws IOException {
    for (Acknowledged certificate : certificates) {
      ApiAnswer answer = RootAuthority.certificate(api, certificate.authority(), certificate.arn());
      String faults =
          answer.ok() ? estate.faults(certificate, answer.require("Certificate")) : answer.body();
      if (!faults.isEmpty()) {
        ledger.violation("I2: " + certificate.arn() + ": " + faults);
      }
    }
  }

  /**
   * Sends again what was cut off, twice, and what was answered.
   *
   * @param claims token to serial, as the dead server left it on record
   * @return how many were sent again
   */
  int tokens(List<Order> cut, List<Acknowledged> answered, Map<String, String> claims)
      throws IOException {
    int sent = 0;
    for (Order order : cut) {
      if (order.token().isEmpty()) {
        continue;
      }
      sent++;
      Acknowledged first = again(order);
      again(order); // the ledger compares
      String claimed = claims.get(order.token());
      if (claimed != null && !claimed.equals(first.serial())) {
        ledger.violation("I12: " + order + " was reserved as " + claimed + ", gave " + first.arn());
      }
    }
    for (Acknowledged earlier : answered) {
      if (!earlier.order().token().isEmpty()) {
        sent++;
        again(earlier.order());
      }
    }
    return sent;
  }

  private Acknowledged again(Order order) throws IOException {
    return ledger.acknowledge(
        order, api.call("IssueCertificate", estate.body(order)).require("CertificateArn"));
  }

  /** The tables, once every token was sent again. */
  void record(Rows rows, List<Acknowledged> everything, List<Acknowledged> revoked) {
    if (rows.open() > 0) {
      ledger.violation("I4: " + rows.open() + " reservations are open");
    }
    rows.reserved()
        .forEach((serial, times) -> {
          if (times > 1) {
            ledger.violation("I5: " + serial + " is on record " + times + " times");
          }
        });
    long promised = 0;
    for (Acknowledged certificate : everything) {
      if (!rows.sealed().containsKey(certificate.serial())) {
        ledger.violation("I2: " + certificate.arn() + " was answered and has no seal");
      }
      promised += certificate.order().token().isEmpty() ? 0 : 1;
    }
    String arn = estate.withTokens().arn();
    String authority =
        UUID.fromString(arn.substring(arn.lastIndexOf('/') + 1)).toString().replace("-", "");
    // The certificate of the CA itself is the one without a token.
    long made = rows.sealed().values().stream().filter(authority::equals).count() - 1;
    if (made != promised) {
      ledger.violation("I12: " + made + " certificates for " + promised + " tokens");
    }
    rows.sealed()
        .keySet()
        .forEach(serial -> {
          int events = rows.issuedEvents().getOrDefault(serial, 0);
          if (events != 1) {
            ledger.violation("I11: " + serial + " is sealed, with " + events + " audit events");
          }
        });
    for (Acknowledged certificate : revoked) {
      if (!rows.revoked().contains(certificate.serial())) {
        ledger.violation("I10: the revocation of " + certificate.arn() + " is gone");
      }
    }
  }

  /** INVARIANT I1: what the module signed is on record. */
  void digests(List<String> signed, Rows rows) {
    for (String digest : signed) {
      if (!rows.digests().contains(digest)) {
        ledger.violation("I1: the module signed " + digest + ", which is not on record");
      }
    }
  }
}
