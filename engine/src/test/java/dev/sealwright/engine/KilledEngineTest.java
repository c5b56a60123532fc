package dev.sealwright.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.HeldEngine.Moment;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.authority.CrlScope;
import dev.sealwright.engine.bucket.folder.FolderBuckets;
import dev.sealwright.engine.crl.Publishing;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.pkcs11.Attribute;
import dev.sealwright.engine.key.pkcs11.CryptokiSession;
import dev.sealwright.engine.key.pkcs11.Pkcs11;
import dev.sealwright.engine.key.pkcs11.SoftHsmFixture;
import dev.sealwright.engine.key.pkcs11.Token;
import dev.sealwright.engine.key.pkcs11.foreign.ForeignCryptoki;
import dev.sealwright.engine.ocsp.OcspStatus;
import dev.sealwright.engine.store.CrlRecord;
import dev.sealwright.engine.store.OcspSigner;
import dev.sealwright.engine.store.Store;
import dev.sealwright.engine.store.embedded.ChildJvm;
import dev.sealwright.engine.store.embedded.SqliteStore;
import dev.sealwright.engine.template.PublicationHosts;
import dev.sealwright.engine.x509.OpenSsl;
import dev.sealwright.hsm.Driver;
import dev.sealwright.hsm.ModuleConfig;
import dev.sealwright.hsm.TokenConfig;
import dev.sealwright.hsm.dev.SoftHsm;
import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * INVARIANT I10, and that no key is forgotten: kill -9 at each moment of a list and of an OCSP
 * signer, over a token and a store on disk, and what relying parties and the token say afterwards.
 */
@Timeout(180)
class KilledEngineTest {
  private static final Pattern NUMBER = Pattern.compile("crlNumber=(0x)?([0-9A-Fa-f]+)");

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void theNextStartTellsOfTheRevocationAndKnowsEveryKey(Moment moment) throws Exception {
    Path tokens = Objects.requireNonNull(SoftHsmFixture.token().configuration().getParent());
    String label = "k-" + UUID.randomUUID().toString().substring(0, 13);
    // Made here, so that nobody initialises a module meanwhile that would not see it.
    TokenConfig token = new SoftHsm(new SecureRandom()).provision(tokens, label, 2).config();
    Process child =
        ChildJvm.start(
            List.of(),
            List.of("-Xmx256m"),
            folder,
            HeldEngine.class,
            folder.toString(),
            tokens.toString(),
            label,
            moment.name());
    try {
      awaitHeld(child);
    } finally {
      child.toHandle().destroyForcibly(); // SIGKILL on POSIX
    }
    assertThat(child.waitFor()).isEqualTo(128 + 9);

    Path copy = Files.copy(token.module().path(), folder.resolve("libcopy.so"));
    TokenConfig again = token.withModule(new ModuleConfig(copy, Driver.FOREIGN));
    ForeignCryptoki module = ForeignCryptoki.load(again.module());
    module.initialise();
    OpenSsl openssl = new OpenSsl(folder);
    SqliteStore store = SqliteStore.open(HeldEngine.database(folder));
    AuthorityId root = store.authorities(CaStatus.ACTIVE).getFirst().id();
    Path list =
        folder
            .resolve("buckets/lists")
            .resolve(PublicationHosts.objectKey(root, HeldEngine.LISTS, CrlScope.COMPLETE));
    CrlRecord before = store.attached().crls(root).getFirst();
    BigInteger seen = number(openssl, list).max(BigInteger.valueOf(before.number()));
    try (Token vault = new Token(again, module)) {
      requireHeldAt(moment, store, root, keys(vault, module, label), number(openssl, list));

      // The clock of the second start is behind: only the record makes the number higher.
      Instant earlier = Instant.now().minus(Duration.ofMinutes(1));
      try (TestEngine ca =
          new TestEngine(
              store,
              vault,
              HeldEngine.HOSTS,
              new Publishing(
                  new FolderBuckets(folder.resolve("buckets"), true), folder.resolve("scratch")),
              Duration.between(TestEngine.START, earlier))) {
        Until.holds(
            "the list of the second start",
            () -> {
              ca.clock.advance(Duration.ofMillis(10));
              return HeldEngine.covered(store, root) == 1
                  && store.attached().crls(root).getFirst().number() > before.number();
            });
        Until.holds("one signer serves", () -> HeldEngine.serves(store, root));
        assertThat(store.openReservations(9)).isEmpty();
        Until.holds(
            "the keys of the token are those on record",
            () -> keys(vault, module, label).equals(known(store, root)));
        Until.holds("the list is in its bucket", () -> number(openssl, list).compareTo(seen) > 0);
        requireRevoked(openssl, ca, root, list);
      }
    }
    assertThat(folder.resolve("scratch")).isEmptyDirectory();
  }

  private static void awaitHeld(Process child) throws IOException {
    BufferedReader out = child.inputReader();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.equals(HeldEngine.SAID)) {
        return;
      }
    }
    throw new AssertionError("it ended by itself");
  }

  /** That it was killed where it was to be. */
  private static void requireHeldAt(
      Moment moment, Store store, AuthorityId root, Set<KeyId> keys, BigInteger published) {
    CrlRecord list = store.attached().crls(root).getFirst();
    CrlRecord.Published last = Objects.requireNonNull(list.last());
    List<OcspSigner> signers = store.attached().ocspSigners(root);
    assertThat(signers).hasSize(1);
    OcspSigner signer = signers.getFirst();
    assertThat(keys).containsExactlyInAnyOrder(root.keyId(), signer.key());
    assertThat(store.openReservations(9)).hasSize(moment == Moment.CERTIFICATE_SIGNED ? 1 : 0);
    if (moment.isOfSigner()) {
      assertThat(signer.phase()).isEqualTo(OcspSigner.Phase.MAKING);
      // The root, the leaf, and perhaps the signer.
      assertThat(store.issued(root)).isEqualTo(moment == Moment.KEY_MADE ? 2 : 3);
      assertThat(last.covered()).isEqualTo(1);
    } else {
      assertThat(signer.phase()).isEqualTo(OcspSigner.Phase.SERVING);
      assertThat(list.lags()).isTrue();
      assertThat(list.number()).isGreaterThan(last.number());
      assertThat(published)
          .isEqualTo(BigInteger.valueOf(moment == Moment.PUT ? list.number() : last.number()));
    }
  }

  private static Set<KeyId> known(Store store, AuthorityId root) {
    Set<KeyId> known = new HashSet<>();
    for (Authority authority : store.authorities(CaStatus.ACTIVE)) {
      known.add(authority.id().keyId());
    }
    store.attached().ocspSigners(root).forEach(signer -> known.add(signer.key()));
    return known;
  }

  /** The ids of the private keys in the token, asked of the module itself. */
  private static Set<KeyId> keys(Token vault, ForeignCryptoki module, String label) {
    Set<KeyId> keys = new HashSet<>();
    try (var loggedIn = vault.open()) {
      for (long slot : module.slotsWithToken()) {
        if (module.tokenInfo(slot).label().equals(label)) {
          try (CryptokiSession session = module.openSession(slot)) {
            for (long key :
                session.find(
                    List.of(new Attribute.Count(Pkcs11.CKA_CLASS, Pkcs11.CKO_PRIVATE_KEY)), 99)) {
              ByteBuffer id = ByteBuffer.wrap(session.bytes(key, Pkcs11.CKA_ID));
              keys.add(new KeyId(new UUID(id.getLong(), id.getLong())));
            }
          }
        }
      }
      loggedIn.keepAlive();
    }
    return keys;
  }

  private static BigInteger number(OpenSsl openssl, Path list) {
    String text =
        openssl.run("crl", "-inform", "DER", "-in", list.toString(), "-noout", "-crlnumber");
    Matcher number = NUMBER.matcher(text);
    assertThat(number.find()).as(text).isTrue();
    return new BigInteger(number.group(2), 16);
  }

  /** By openssl: in the list, and in an OCSP answer. */
  private static void requireRevoked(OpenSsl openssl, TestEngine ca, AuthorityId root, Path list) {
    assertThat(
            openssl.run(
                "crl",
                "-inform",
                "DER",
                "-in",
                list.toString(),
                "-CAfile",
                "ca.pem",
                "-out",
                "list.pem"))
        .contains("verify OK");
    assertThat(
            openssl
                .attempt(
                    "verify", "-crl_check", "-CAfile", "ca.pem", "-CRLfile", "list.pem", "leaf.pem")
                .text())
        .contains("certificate revoked");
    openssl.run(
        "ocsp", "-issuer", "ca.pem", "-cert", "leaf.pem", "-no_nonce", "-reqout", "request.der");
    byte[] request = openssl.read("request.der");
    Until.holds(
        "it answers",
        () -> ca.engine.ocsp().answer(root, request).status() == OcspStatus.SUCCESSFUL);
    openssl.write("response.der", ca.engine.ocsp().answer(root, request).response().toArray());
    assertThat(
            openssl.run(
                "ocsp",
                "-respin",
                "response.der",
                "-issuer",
                "ca.pem",
                "-CAfile",
                "ca.pem",
                "-cert",
                "leaf.pem"))
        .contains("Response verify OK", "leaf.pem: revoked", "Reason: keyCompromise");
  }
}
