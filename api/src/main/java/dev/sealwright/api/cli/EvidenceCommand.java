package dev.sealwright.api.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sealwright.api.wire.CaArn;
import dev.sealwright.api.wire.WireException;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CustodyReport;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.key.KeyCustody;
import dev.sealwright.engine.key.KeyEvidence;
import dev.sealwright.engine.key.KeySession;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.key.pkcs11.Token;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hsm evidence}: how the keys of CAs are kept, as recorded and as the tokens say now. */
@Command(
    name = "evidence",
    mixinStandardHelpOptions = true,
    description = {
      "Tells how the key of a CA is kept, or of all: what was recorded at its creation, and what its"
          + " tokens say now. JSON; docs/hsm.md describes it.",
      "Reads token and store only; a server on them may run. Status 1 when something is amiss."
    })
final class EvidenceCommand implements Callable<Integer> {
  private static final int VERSION = 1;

  private final Site.Source site;
  private final ModuleLoader loader;
  private final Shell shell;

  @Parameters(
      arity = "0..1",
      paramLabel = "CA",
      description = "ARN or id of a CA; all when left out.")
  private @Nullable String authority;

  @Option(names = "--recorded", description = "Asks no token.")
  private boolean recorded;

  EvidenceCommand(Site.Source site, ModuleLoader loader, Shell shell) {
    this.loader = loader;
    this.site = site;
    this.shell = shell;
  }

  @Override
  public Integer call() {
    AuthorityId wanted = wanted();
    Site here = site.get();
    List<Authority> authorities;
    List<CustodyReport> reports = new ArrayList<>();
    try (Records records = Records.open(here.database());
        Readings readings = new Readings(here, loader)) {
      authorities =
          records.all().stream()
              .filter(each -> !each.gone(Instant.now()))
              .filter(each -> wanted == null || each.id().equals(wanted))
              .toList();
      if (wanted != null && authorities.isEmpty()) {
        throw CommandFailure.failed("no such CA is on record");
      }
      for (Authority each : authorities) {
        reports.add(
            new CustodyReport(
                each.id(),
                each.key(),
                records.store().keyEvidence(each.id()),
                recorded ? List.of() : readings.of(each)));
      }
    }
    shell
        .out()
        .println(
            Json.document(
                "sealwright-key-evidence",
                VERSION,
                json -> {
                  json.writeStringField("at", Instant.now().toString());
                  json.writeArrayFieldStart("authorities");
                  for (int i = 0; i < reports.size(); i++) {
                    write(json, here, authorities.get(i), reports.get(i));
                  }
                  json.writeEndArray();
                }));
    return reports.stream().allMatch(EvidenceCommand::sound) ? HsmCommand.FINE : HsmCommand.FAILED;
  }

  private @Nullable AuthorityId wanted() {
    String text = authority;
    if (text == null) {
      return null;
    }
    try {
      return new AuthorityId(
          text.startsWith("arn:") ? CaArn.parse(text).id() : UUID.fromString(text));
    } catch (IllegalArgumentException | WireException e) {
      throw CommandFailure.usage("that is neither the ARN nor the id of a CA");
    }
  }

  /** The tokens, each opened once however many keys are asked for. */
  private static final class Readings implements AutoCloseable {
    private final Site here;
    private final OpenModules modules;
    private final List<Opened> opened = new ArrayList<>();

    private record Opened(
        Site.Held held, Token token, @Nullable KeySession session, @Nullable String trouble) {}

    Readings(Site here, ModuleLoader loader) {
      this.here = here;
      this.modules = new OpenModules(loader, here.environment());
    }

    List<CustodyReport.Reading> of(Authority authority) {
      SigningKey key = authority.key();
      if (key == null) {
        return List.of();
      }
      if (opened.isEmpty()) {
        here.tokens().forEach(held -> opened.add(open(held)));
      }
      List<CustodyReport.Reading> readings =
          opened.stream()
              .filter(each -> each.held().vault().equals(key.vault()))
              .map(each -> reading(each, key))
              .toList();
      return readings.isEmpty()
          ? List.of(new CustodyReport.Reading(key.vault(), null, "the vault is not configured"))
          : readings;
    }

    private Opened open(Site.Held held) {
      Token token = modules.token(held.token(), here);
      try {
        return new Opened(held, token, token.open(), null);
      } catch (CaException e) {
        return new Opened(held, token, null, e.getMessage());
      }
    }

    private CustodyReport.Reading reading(Opened on, SigningKey key) {
      String name = on.held().token().name();
      KeySession session = on.session();
      if (session == null) {
        return new CustodyReport.Reading(name, null, on.trouble());
      }
      try {
        return session
            .custody(key.id())
            .map(said ->
                new CustodyReport.Reading(
                    name,
                    new KeyEvidence(
                        key.vault(),
                        KeyEvidence.Occasion.ON_DEMAND,
                        Instant.ofEpochMilli(System.currentTimeMillis()),
                        "operator " + System.getProperty("user.name", "?"),
                        said),
                    null))
            .orElseGet(
                () -> new CustodyReport.Reading(name, null, "the token has no such key pair"));
      } catch (CaException e) {
        return new CustodyReport.Reading(name, null, e.getMessage());
      }
    }

    @Override
    public void close() {
      for (Opened each : opened) {
        KeySession session = each.session();
        if (session != null) {
          session.close();
        }
        each.token().close();
      }
      modules.close();
    }
  }

  private static boolean sound(CustodyReport report) {
    return report.now().stream()
        .allMatch(reading -> {
          KeyEvidence evidence = reading.evidence();
          return evidence != null
              && evidence.custody().attributes().kept()
              && isRecordedKey(report, evidence);
        });
  }

  private static boolean isRecordedKey(CustodyReport report, KeyEvidence evidence) {
    SigningKey key = report.key();
    return key != null
        && KeyCustody.fingerprint(key.publicKey()).equals(evidence.custody().fingerprint());
  }

  private static void write(
      JsonGenerator json, Site here, Authority authority, CustodyReport report) throws IOException {
    json.writeStartObject();
    json.writeStringField("arn", here.realm().arnOf(authority).toString());
    json.writeStringField("status", authority.status().name());
    SigningKey key = report.key();
    Json.text(json, "vault", key == null ? null : key.vault());
    Json.text(json, "keyId", key == null ? null : key.id().value().toString());
    Json.text(json, "keyAlgorithm", key == null ? null : ApiNames.of(key.spec()).name());
    Json.text(
        json, "publicKeySha256", key == null ? null : KeyCustody.fingerprint(key.publicKey()));
    json.writeArrayFieldStart("recorded");
    for (KeyEvidence each : report.recorded()) {
      CustodyJson.evidence(json, each);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("now");
    for (CustodyReport.Reading reading : report.now()) {
      json.writeStartObject();
      json.writeStringField("token", reading.vault());
      KeyEvidence evidence = reading.evidence();
      Json.text(json, "trouble", reading.trouble());
      Json.flag(json, "recordedKey", evidence == null ? null : isRecordedKey(report, evidence));
      Json.flag(json, "kept", evidence == null ? null : evidence.custody().attributes().kept());
      if (evidence != null) {
        json.writeFieldName("evidence");
        CustodyJson.evidence(json, evidence);
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
