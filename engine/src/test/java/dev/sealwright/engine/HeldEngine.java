package dev.sealwright.engine;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CrlScope;
import dev.sealwright.engine.authority.CrlType;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.authority.RevocationSettings.Crl;
import dev.sealwright.engine.authority.RevocationSettings.Ocsp;
import dev.sealwright.engine.bucket.Buckets;
import dev.sealwright.engine.bucket.ObjectAcl;
import dev.sealwright.engine.bucket.folder.FolderBuckets;
import dev.sealwright.engine.crl.Publishing;
import dev.sealwright.engine.key.pkcs11.Token;
import dev.sealwright.engine.key.pkcs11.foreign.ForeignCryptoki;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.OcspSigner;
import dev.sealwright.engine.store.Store;
import dev.sealwright.engine.store.embedded.SqliteStore;
import dev.sealwright.engine.template.PublicationHosts;
import dev.sealwright.engine.x509.RevocationReason;
import dev.sealwright.engine.x509.Serial;
import dev.sealwright.hsm.dev.SoftHsm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/**
 * An engine in a process of its own that holds still at one moment of a revocation, says so, and
 * waits to be killed.
 */
final class HeldEngine {
  static final String SAID = "held";
  static final PublicationHosts HOSTS = new PublicationHosts("pki.example");
  static final Crl LISTS =
      new Crl(7, "lists", ObjectAcl.PUBLIC_READ, null, null, CrlType.COMPLETE, false);

  /** Where it holds still. */
  enum Moment {
    /** Of a list: its number is on record, and it is being signed. */
    NUMBERED(false),
    /** It is signed; that the key was used is not on record. */
    SIGNED(false),
    /** That is on record; it is not in its bucket. */
    RECORDED(false),
    /** It is in its bucket; that is not on record. */
    PUT(false),
    /** Of an OCSP signer: its key is in the token; no certificate is reserved for it. */
    KEY_MADE(true),
    /** Its certificate is reserved and signed; that is not on record. */
    CERTIFICATE_SIGNED(true),
    /** Its certificate is issued; it is not in service. */
    CERTIFIED(true);

    private final boolean ofSigner;

    Moment(boolean ofSigner) {
      this.ofSigner = ofSigner;
    }

    boolean isOfSigner() {
      return ofSigner;
    }
  }

  private final Path folder;
  private final Moment moment;
  private final FolderBuckets real;
  private volatile boolean armed;

  private HeldEngine(Path folder, Moment moment) {
    this.folder = folder;
    this.moment = moment;
    this.real = new FolderBuckets(folder.resolve("buckets"), true);
  }

  static Path database(Path folder) {
    return folder.resolve("records.db");
  }

  /** Leaves {@code ca.pem} and {@code leaf.pem}, which is revoked, in the folder. */
  public static void main(String... arguments) throws IOException {
    var token = new SoftHsm(new SecureRandom()).provision(Path.of(arguments[1]), arguments[2], 2);
    ForeignCryptoki cryptoki = ForeignCryptoki.load(token.config().module(), token.environment());
    cryptoki.initialise();
    new HeldEngine(Path.of(arguments[0]), Moment.valueOf(arguments[3]))
        .run(new Token(token.config(), cryptoki));
  }

  private void run(Token token) throws IOException {
    ProbeStore store = new ProbeStore(SqliteStore.open(database(folder)));
    ProbeVault vault = new ProbeVault(token);
    store.beforeCommit(batch -> {
      if (armed && batch.stream().anyMatch(this::isTheMoment)) {
        hold();
      }
    });
    vault.onSignDigest((session, key, algorithm, digest) -> {
      if (armed && moment == Moment.NUMBERED) {
        hold();
      }
      return session.signDigest(key, algorithm, digest);
    });
    TestEngine ca =
        new TestEngine(
            store,
            vault,
            HOSTS,
            new Publishing(buckets(), folder.resolve("scratch")),
            Duration.between(TestEngine.START, Instant.now()));
    AuthorityId root = ca.activeRoot();
    configure(ca, root, RevocationSettings.NONE.withCrl(LISTS));
    Until.holds("the first list", () -> covered(store, root) == 0);
    Serial serial = ca.engine.issue(TestEngine.leafOrder(root, "revoked", null));
    Files.write(
        folder.resolve("ca.pem"),
        TestEngine.pem(ca.engine.caCertificate(root).orElseThrow().certificate()).toArray());
    Files.write(
        folder.resolve("leaf.pem"),
        TestEngine.pem(ca.engine.certificate(root, serial).certificate()).toArray());
    if (!moment.isOfSigner()) {
      enableOcsp(ca, root);
      Until.holds("a signer serves", () -> serves(store, root));
      armed = true;
    }
    ca.engine.revoker().revoke(root, serial, RevocationReason.KEY_COMPROMISE, 9, "tester");
    ca.clock.advance(Duration.ofSeconds(3));
    if (moment.isOfSigner()) {
      Until.holds("the list names it", () -> covered(store, root) == 1);
      armed = true;
      enableOcsp(ca, root);
    }
    LockSupport.parkNanos(Duration.ofMinutes(2).toNanos());
    throw new IllegalStateException("nobody killed it");
  }

  private static void enableOcsp(TestEngine ca, AuthorityId root) {
    configure(ca, root, RevocationSettings.NONE.withCrl(LISTS).withOcsp(new Ocsp(null)));
  }

  private static void configure(TestEngine ca, AuthorityId id, RevocationSettings settings) {
    ca.engine.update(ca.engine.authority(id).orElseThrow(), null, settings, "tester");
  }

  /** How many revocations the published list covers; -1 without a list. */
  static long covered(Store store, AuthorityId id) {
    return store.attached().crls(id).stream()
        .filter(list -> list.scope().equals(CrlScope.COMPLETE))
        .mapToLong(list -> list.last() == null ? -1 : list.last().covered())
        .findFirst()
        .orElse(-1);
  }

  static boolean serves(Store store, AuthorityId id) {
    var signers = store.attached().ocspSigners(id);
    return signers.size() == 1 && signers.getFirst().phase() == OcspSigner.Phase.SERVING;
  }

  /** Of the commit that is about to be made. */
  private boolean isTheMoment(Mutation mutation) {
    return switch (mutation) {
      case Mutation.Note note ->
          moment == Moment.SIGNED && note.event().kind() == AuditEvent.Kind.CRL_SIGNED;
      case Mutation.PublishCrl _ -> moment == Moment.PUT;
      case Mutation.Reserve _ -> moment == Moment.KEY_MADE;
      case Mutation.Seal _ -> moment == Moment.CERTIFICATE_SIGNED;
      case Mutation.ChangeOcspSigner change ->
          moment == Moment.CERTIFIED && change.after().phase() == OcspSigner.Phase.SERVING;
      default -> false;
    };
  }

  private Buckets buckets() {
    return new Buckets() {
      @Override
      public boolean exists(String bucket) {
        return real.exists(bucket);
      }

      @Override
      public void put(String bucket, String key, ObjectAcl acl, Content content) {
        if (armed && moment == Moment.RECORDED) {
          hold();
        }
        real.put(bucket, key, acl, content);
      }
    };
  }

  private static void hold() {
    System.out.println(SAID);
    System.out.flush();
    while (true) {
      LockSupport.park();
    }
  }
}
