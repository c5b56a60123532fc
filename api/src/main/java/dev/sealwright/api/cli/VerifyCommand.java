package dev.sealwright.api.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sealwright.api.config.Database;
import dev.sealwright.engine.store.verify.RecordAccess;
import dev.sealwright.engine.store.verify.StoreVerifier;
import dev.sealwright.engine.store.verify.Verification;
import dev.sealwright.engine.store.verify.Violation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.YearMonth;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code store verify}: looks at everything on record. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Verifies everything on record: that each certificate is what was reserved and its signature"
          + " verifies under its CA, that no reservation was left open, that counters are right.",
      "Reads only; a server may run. Status 1 when there is a violation; docs/storage.md lists them."
    })
final class VerifyCommand implements Callable<Integer> {
  private static final int VERSION = 1;

  private final Supplier<Database> database;
  private final Shell shell;

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  @Option(
      names = "--threads",
      paramLabel = "COUNT",
      description = "That verify signatures; as many as there are processors when left out.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--detached-before",
      paramLabel = "YYYY-MM",
      description =
          "Certificates of months before this one were detached and may be gone. In PostgreSQL"
              + " alone.")
  private @Nullable String detachedBefore;

  VerifyCommand(Supplier<Database> database, Shell shell) {
    this.database = database;
    this.shell = shell;
  }

  @Override
  public Integer call() {
    if (threads < 1 || threads > 1_000) {
      throw CommandFailure.usage("--threads is a number from 1 to 1000");
    }
    YearMonth detached = detached();
    Database configured = database.get();
    if (detached != null && configured instanceof Database.Embedded) {
      throw CommandFailure.usage("months are detached in PostgreSQL alone");
    }
    RecordAccess record = Stores.access(configured);
    StoreVerifier verifier =
        new StoreVerifier(Clock.systemUTC(), threads, StoreVerifier.PATIENCE, detached);
    Verification found = json ? json(verifier, record) : text(verifier, record);
    return found.sound() ? HsmCommand.FINE : HsmCommand.FAILED;
  }

  private @Nullable YearMonth detached() {
    if (detachedBefore == null) {
      return null;
    }
    try {
      YearMonth month = YearMonth.parse(detachedBefore);
      if (month.getYear() >= 2000 && month.getYear() < 2700) {
        return month;
      }
    } catch (DateTimeException e) {
      // Said below.
    }
    throw CommandFailure.usage("--detached-before is a month, such as 2026-01");
  }

  private Verification text(StoreVerifier verifier, RecordAccess record) {
    Verification found =
        verifier.verify(
            record,
            violation -> shell.out().println("VIOLATION " + Table.printable(violation.toString())));
    shell.out().println("Looked at " + record.place() + ":");
    Table table = new Table("count", "what");
    table.add(String.valueOf(found.authorities()), "CAs");
    table.add(String.valueOf(found.caCertificates()), "certificates of CAs and of their chains");
    table.add(String.valueOf(found.certificates()), "certificates issued");
    table.add(String.valueOf(found.closed()), "reservations that ended without a certificate");
    table.add(
        String.valueOf(found.open()),
        "open reservations younger than " + StoreVerifier.PATIENCE.toMinutes() + " minutes");
    table.add(String.valueOf(found.revocations()), "revocations");
    table.add(String.valueOf(found.comparisons()), "comparisons of counters and tables");
    table.add(String.valueOf(found.violations()), "violations");
    table.print(shell.out(), "  ");
    return found;
  }

  /** Written as it is found, however much that is. */
  private Verification json(StoreVerifier verifier, RecordAccess record) {
    Verification[] found = new Verification[1];
    Json.document(
        shell.out(),
        "sealwright-store-verification",
        VERSION,
        document -> {
          document.writeStringField("at", Instant.now().toString());
          document.writeStringField("store", record.place());
          document.writeArrayFieldStart("violations");
          found[0] = verifier.verify(record, violation -> write(document, violation));
          document.writeEndArray();
          write(document, found[0]);
        });
    shell.out().println();
    return found[0];
  }

  private static void write(JsonGenerator json, Violation violation) {
    try {
      json.writeStartObject();
      Json.text(json, "authority", violation.authority());
      Json.text(json, "serial", violation.serial());
      json.writeStringField("what", violation.what());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(JsonGenerator json, Verification found) throws IOException {
    json.writeNumberField("authorities", found.authorities());
    json.writeNumberField("caCertificates", found.caCertificates());
    json.writeNumberField("certificates", found.certificates());
    json.writeNumberField("closed", found.closed());
    json.writeNumberField("open", found.open());
    json.writeNumberField("revocations", found.revocations());
    json.writeNumberField("comparisons", found.comparisons());
    json.writeNumberField("violationCount", found.violations());
    json.writeBooleanField("sound", found.sound());
  }
}
