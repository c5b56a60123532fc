package dev.sealwright.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.AuthorityType;
import dev.sealwright.engine.authority.CustodyReport;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.CustodyAttributes;
import dev.sealwright.engine.key.KeyCustody;
import dev.sealwright.engine.key.KeyEvidence;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySession;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.key.pkcs11.FaultModule;
import dev.sealwright.engine.key.pkcs11.LoadedModule;
import dev.sealwright.engine.key.pkcs11.Pkcs11;
import dev.sealwright.engine.key.pkcs11.SoftHsmFixture;
import dev.sealwright.engine.key.pkcs11.Token;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.StoreFixtures;
import dev.sealwright.engine.store.embedded.SqliteStore;
import dev.sealwright.engine.store.memory.MemoryStore;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.SubjectPublicKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is kept with a CA about the custody of its key, and what its token says later. */
@Timeout(120)
class KeyEvidenceTest {
  @TempDir Path folder;

  @Test
  void isRecordedWithTheKeyAndReadAgainOnDemand() throws Exception {
    Path file = folder.resolve("store.db");
    AuthorityId id;
    try (TestEngine ca = new TestEngine(SqliteStore.open(file), SoftHsmFixture.vault())) {
      id = ca.pending(AuthorityType.ROOT, KeySpec.RSA_2048, SignatureAlgorithm.SHA256WITHRSA);

      CustodyReport report = ca.engine.keyEvidence(id, "auditor");

      Authority authority = ca.engine.authority(id).orElseThrow();
      assertThat(report.key()).isEqualTo(authority.key());
      KeyEvidence made = report.recorded().getFirst();
      assertThat(made.occasion()).isEqualTo(KeyEvidence.Occasion.CREATION);
      assertThat(made.actor()).isEqualTo("tester");
      assertThat(made.at()).isEqualTo(authority.lastStateChange());
      assertThat(made.custody().attributes())
          .isEqualTo(new CustodyAttributes(true, true, true, true, false, true, true, 0L));
      assertThat(made.custody().attributes().kept()).isTrue();
      KeyEvidence now = requireNonNull(report.now().getFirst().evidence());
      assertThat(now.occasion()).isEqualTo(KeyEvidence.Occasion.ON_DEMAND);
      assertThat(now.actor()).isEqualTo("auditor");
      assertThat(now.custody()).isEqualTo(made.custody());
      compareWithOthers(made.custody(), authority);
    }
    try (SqliteStore store = SqliteStore.open(file)) {
      assertThat(store.keyEvidence(id)).hasSize(1);
    }
  }

  /** The files and pkcs11-tool say the same. */
  private static void compareWithOthers(KeyCustody custody, Authority authority) throws Exception {
    var token = SoftHsmFixture.token();
    assertThat(custody.module().sha256())
        .isEqualTo(sha256(Files.readAllBytes(token.config().module().path())));
    SigningKey key = requireNonNull(authority.key());
    assertThat(custody.fingerprint()).isEqualTo(sha256(key.publicKey().info().toArray()));
    assertThat(custody.module().manufacturer()).isEqualTo("SoftHSM");
    assertThat(custody.module().driver()).isEqualTo("FOREIGN");
    assertThat(custody.token().label()).isEqualTo(token.config().label());
    var builder =
        new ProcessBuilder(
            "pkcs11-tool",
            "--module",
            token.config().module().path().toString(),
            "--token-label",
            token.config().label(),
            "--login",
            "--pin",
            new String(token.config().pin().read()),
            "--list-objects",
            "--type",
            "privkey",
            "--id",
            HexFormat.of().formatHex(custody.id().toArray()));
    builder.environment().putAll(token.environment());
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said)
        .contains("label:      " + custody.label())
        .contains("Access:     sensitive, always sensitive, never extractable, local");
    var slots =
        new ProcessBuilder(
            "pkcs11-tool", "--module", token.config().module().path().toString(), "-L");
    slots.environment().putAll(token.environment());
    String listed =
        new String(
            slots.redirectErrorStream(true).start().getInputStream().readAllBytes(),
            StandardCharsets.UTF_8);
    assertThat(listed.replace(" ", "").toLowerCase(Locale.ROOT))
        .contains("serialnum:" + custody.token().serial());
  }

  @Test
  void aKeyThatIsOlderThanTheRecordIsReadOnDemand() {
    MemoryStore store = new MemoryStore();
    try (var vault = SoftHsmFixture.vault();
        var session = vault.open()) {
      AuthorityId id = new AuthorityId(UUID.randomUUID());
      SubjectPublicKey made = session.generate(id.keyId(), KeySpec.EC_P256);
      Authority creating =
          Authority.creating(id, TestEngine.OWNER, StoreFixtures.NOW, StoreFixtures.settings());
      Authority pending =
          creating.keyMade(
              new SigningKey(vault.name(), id.keyId(), KeySpec.EC_P256, made), StoreFixtures.NOW);
      Mutation.ChangeAuthority asBefore =
          new Mutation.ChangeAuthority(
              pending,
              StoreFixtures.octets("csr"),
              null,
              StoreFixtures.event(id, AuditEvent.Kind.KEY_MADE));
      assertThat(store.commit(List.of(StoreFixtures.creation(creating), asBefore)))
          .containsOnly(Outcome.APPLIED);
      try (TestEngine ca = new TestEngine(store, SoftHsmFixture.vault())) {
        CustodyReport report = ca.engine.keyEvidence(id, "auditor");
        assertThat(report.recorded()).isEmpty();
        KeyEvidence now = requireNonNull(report.now().getFirst().evidence());
        assertThat(now.custody().attributes().kept()).isTrue();
        assertThat(now.custody().fingerprint()).isEqualTo(KeyCustody.fingerprint(made));

        session.destroy(id.keyId());
        assertThat(ca.engine.keyEvidence(id, "auditor").now())
            .containsExactly(
                new CustodyReport.Reading(vault.name(), null, "the vault has no such key pair"));
        assertThatExceptionOfType(CaException.class)
            .isThrownBy(() -> ca.engine.keyEvidence(new AuthorityId(UUID.randomUUID()), "auditor"))
            .extracting(CaException::failure)
            .isEqualTo(Failure.NOT_FOUND);
      }
    }
  }

  @Test
  void whatTheTokenDoesNotGiveIsAbsentAndAFaultIsNoAnswer() {
    FaultModule device = FaultModule.create();
    try (var cryptoki = device.load()) {
      cryptoki.initialise();
      try (Token token = new Token(device.config(), new LoadedModule(cryptoki))) {
        var id = new KeyId(UUID.randomUUID());
        int others;
        try (KeySession session = token.open()) {
          session.generate(id, KeySpec.EC_P256);
          // One look, to learn how many attributes are read before the last.
          device.plan("C_GetAttributeValue always note");
          CustodyAttributes all = session.custody(id).orElseThrow().attributes();
          assertThat(all.keyGenMechanism()).isEqualTo(Pkcs11.CKM_EC_KEY_PAIR_GEN);
          others = (int) device.log().stream().filter(line -> line.contains("C_Get")).count();

          device.plan("C_GetAttributeValue from " + (others - 1) + " return 12");
          CustodyAttributes fewer = session.custody(id).orElseThrow().attributes();
          assertThat(fewer.local()).isNull();
          assertThat(fewer.keyGenMechanism()).isNull();
          assertThat(fewer.neverExtractable()).isTrue();
          assertThat(fewer.kept()).as("needs neither").isTrue();

          device.plan("C_GetAttributeValue from " + (others - 2) + " return 12");
          assertThat(session.custody(id).orElseThrow().attributes().kept()).isFalse();
        }
        device.plan("C_GetAttributeValue from " + (others - 1) + " return 30");
        try (KeySession session = token.open()) {
          assertThatExceptionOfType(CaException.class).isThrownBy(() -> session.custody(id));
        }
        device.plan();
        try (KeySession session = token.open()) {
          assertThat(session.custody(id)).isPresent();
          session.destroy(id);
          assertThat(session.custody(id)).isEqualTo(Optional.empty());
        }
      }
    }
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
