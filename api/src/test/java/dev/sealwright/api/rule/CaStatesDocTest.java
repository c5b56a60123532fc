package dev.sealwright.api.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.api.wire.Operation;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.AuthoritySettings;
import dev.sealwright.engine.authority.AuthorityType;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.authority.CreationFailure;
import dev.sealwright.engine.authority.InstalledCertificate;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.authority.UsageMode;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.x509.Attribute;
import dev.sealwright.engine.x509.Name;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.SubjectPublicKey;
import dev.sealwright.engine.x509.Validity;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Keeps docs/ca-states.md what the code does: both tables are made by asking it. Maven with {@code
 * -Dsealwright.docs=write} writes the page anew.
 */
class CaStatesDocTest {
  private static final Path PAGE = Path.of("..", "docs", "ca-states.md");
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final Instant LATER = NOW.plus(Duration.ofDays(400));

  @Test
  void thePageSaysWhatTheCodeDoes() throws IOException {
    String page = page();
    if (System.getProperty("sealwright.docs", "").equals("write")) {
      Files.writeString(PAGE, page);
    }
    assertThat(PAGE)
        .as("docs/ca-states.md; Maven with -Dsealwright.docs=write writes it anew")
        .content()
        .isEqualTo(page);
  }

  private static String page() {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # The states of a certificate authority

        Made from the code by `CaStatesDocTest`, which fails when this page is behind and says how to
        write it anew.

        The stored status and the moment give the status that is shown: ACTIVE and DISABLED become
        EXPIRED after the certificate's notAfter; DELETED wins over that. A deleted CA whose window has
        passed, and one that was deleted while CREATING or FAILED, is gone: every operation answers
        ResourceNotFoundException.

        ## What changes a state

        A dash: refused, or nothing to change.

        """);
    transitions(page);
    page.append(
        """

        ## Which operation a state allows

        yes; no: InvalidStateException; wait: RequestInProgressException; root: only a root template
        over the CA's own CSR.

        """);
    operations(page);
    return page.toString();
  }

  private static void operations(StringBuilder page) {
    header(page, "operation");
    for (Operation operation : Operation.values()) {
      page.append("| ").append(operation.wireName());
      for (CaStatus status : CaStatus.values()) {
        page.append(" | ")
            .append(
                switch (StateRule.verdict(operation, status)) {
                  case ALLOWED -> "yes";
                  case REFUSED -> "no";
                  case IN_PROGRESS -> "wait";
                  case ROOT_TEMPLATE -> "root";
                });
      }
      page.append(" |\n");
    }
  }

  private static void transitions(StringBuilder page) {
    Map<String, UnaryOperator<Authority>> triggers = new LinkedHashMap<>();
    triggers.put("key made", a -> a.keyMade(key(a.id()), moment(a)));
    triggers.put("key cannot be made", a -> a.creationFailed(CreationFailure.OTHER, moment(a)));
    triggers.put("certificate imported", CaStatesDocTest::imported);
    triggers.put("Update to DISABLED", a -> a.updated(CaStatus.DISABLED, null, moment(a)));
    triggers.put("Update to ACTIVE", a -> a.updated(CaStatus.ACTIVE, null, moment(a)));
    triggers.put("Delete", a -> a.deleted(Duration.ofDays(7), moment(a)));
    triggers.put("Restore within the window", a -> a.restored(moment(a)));
    header(page, "what happens");
    triggers.forEach((name, trigger) -> {
      page.append("| ").append(name);
      for (CaStatus status : CaStatus.values()) {
        page.append(" | ").append(after(name, sample(status), trigger));
      }
      page.append(" |\n");
    });
    page.append("| notAfter passes");
    for (CaStatus status : CaStatus.values()) {
      CaStatus shown = sample(status).shownStatus(LATER);
      page.append(" | ").append(shown == status ? "-" : shown.toString());
    }
    page.append(" |\n| the window passes");
    for (CaStatus status : CaStatus.values()) {
      page.append(" | ").append(sample(status).gone(LATER) ? "gone" : "-");
    }
    page.append(" |\n");
  }

  private static String after(String name, Authority before, UnaryOperator<Authority> trigger) {
    CaStatus shown = before.shownStatus(moment(before));
    if (name.equals("Delete") && (shown == CaStatus.CREATING || shown == CaStatus.FAILED)) {
      return "gone";
    }
    // What the front door refuses never reaches the authority.
    if (name.equals("certificate imported")
        && StateRule.verdict(Operation.IMPORT_CERTIFICATE_AUTHORITY_CERTIFICATE, shown)
            != StateRule.Verdict.ALLOWED) {
      return "-";
    }
    try {
      Authority after = trigger.apply(before);
      return after.version() == before.version()
          ? "-"
          : after.shownStatus(moment(after)).toString()
              + (shown == CaStatus.EXPIRED && name.equals("certificate imported")
                  ? " or DISABLED, as before"
                  : "")
              + (shown == CaStatus.DELETED ? ", or what it was" : "");
    } catch (CaException e) {
      return "-";
    }
  }

  private static void header(StringBuilder page, String first) {
    page.append("| ").append(first);
    for (CaStatus status : CaStatus.values()) {
      page.append(" | ").append(status);
    }
    page.append(" |\n|").append(" --- |".repeat(CaStatus.values().length + 1)).append('\n');
  }

  /** When an authority is in the state its sample was made for. */
  private static Instant moment(Authority authority) {
    InstalledCertificate installed = authority.installed();
    return installed != null && installed.validity().notAfter().equals(NOW.plusSeconds(60))
        ? NOW.plusSeconds(120)
        : NOW;
  }

  private static Authority sample(CaStatus status) {
    AuthorityId id = new AuthorityId(new UUID(1, 2));
    Authority creating = Authority.creating(id, "owner", NOW, settings(), RevocationSettings.NONE);
    return switch (status) {
      case CREATING -> creating;
      case FAILED -> creating.creationFailed(CreationFailure.OTHER, NOW);
      case PENDING_CERTIFICATE -> creating.keyMade(key(id), NOW);
      case ACTIVE -> imported(sample(CaStatus.PENDING_CERTIFICATE));
      case DISABLED -> sample(CaStatus.ACTIVE).updated(CaStatus.DISABLED, null, NOW);
      case EXPIRED ->
          sample(CaStatus.PENDING_CERTIFICATE).certified(installed(Duration.ofSeconds(60)), NOW);
      case DELETED -> sample(CaStatus.DISABLED).deleted(Duration.ofDays(7), NOW);
    };
  }

  private static Authority imported(Authority authority) {
    return authority.certified(installed(Duration.ofDays(300)), moment(authority));
  }

  private static InstalledCertificate installed(Duration life) {
    SigningKey key = key(new AuthorityId(new UUID(1, 2)));
    return new InstalledCertificate(
        BigInteger.ONE,
        settings().subject(),
        new Validity(NOW, NOW.plus(life)),
        key.publicKey().identifier(),
        null);
  }

  private static SigningKey key(AuthorityId id) {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return new SigningKey(
          "vault",
          id.keyId(),
          KeySpec.EC_P256,
          new SubjectPublicKey(
              Octets.copyOf(generator.generateKeyPair().getPublic().getEncoded())));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK makes P-256 keys", e);
    }
  }

  private static AuthoritySettings settings() {
    return new AuthoritySettings(
        AuthorityType.ROOT,
        KeySpec.EC_P256,
        SignatureAlgorithm.SHA256WITHECDSA,
        Name.of(List.of(new Attribute(Attribute.COMMON_NAME, "Sample"))),
        UsageMode.GENERAL_PURPOSE,
        null,
        "",
        List.of());
  }
}
