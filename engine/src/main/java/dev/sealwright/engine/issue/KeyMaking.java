package dev.sealwright.engine.issue;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.CreationFailure;
import dev.sealwright.engine.csr.CsrWriter;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.KeyCustody;
import dev.sealwright.engine.key.KeyEvidence;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySession;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.Remedy;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.key.VaultFault;
import dev.sealwright.engine.sign.LaneTask;
import dev.sealwright.engine.sign.LaneWork;
import dev.sealwright.engine.sign.SignatureCheck;
import dev.sealwright.engine.store.Committer;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.x509.BasicConstraints;
import dev.sealwright.engine.x509.Extension;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Signed;
import dev.sealwright.engine.x509.SubjectPublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings an authority from CREATING to PENDING_CERTIFICATE: its key pair in the vault, its CSR
 * signed by it.
 *
 * <p>The key's id is the authority's, so a crash between key and record leaves nothing lost: the
 * next start finds the pair and goes on with it.
 *
 * <p>Threads: runs once, on a lane; the committer's thread says when it is done.
 */
final class KeyMaking implements LaneTask {
  private static final Logger LOG = LoggerFactory.getLogger(KeyMaking.class);

  /** What the CSR of every CA asks for. */
  private static final Extension CA_TRUE =
      new Extension(Extension.BASIC_CONSTRAINTS, true, new BasicConstraints(true, null).encode());

  private final Authority authority;
  private final String vault;
  private final String actor;
  private final Committer committer;
  private final Clock clock;
  private final Ending ending;

  /** What becomes of a making; one of the three ends it. */
  interface Ending {
    /** The authority has its key, or none for good, and that is on record; or it is gone. */
    void done(Authority authority);

    /** It may still be CREATING on record: the next start goes on with it. */
    void unrecorded(Authority authority, CaException reason);

    /** Whether the making is tried again later, so that the authority stays CREATING. */
    boolean putOff(Authority authority, CaException reason);
  }

  KeyMaking(
      Authority authority,
      String vault,
      String actor,
      Committer committer,
      Clock clock,
      Ending ending) {
    this.authority = authority;
    this.vault = vault;
    this.actor = actor;
    this.committer = committer;
    this.clock = clock;
    this.ending = ending;
  }

  @Override
  public LaneWork work() {
    return LaneWork.KEY_MAKING;
  }

  @Override
  public Runnable run(KeySession session) {
    var settings = authority.settings();
    KeyId id = authority.id().keyId();
    SubjectPublicKey publicKey =
        session.find(id).orElseGet(() -> makeAnew(session, id, settings.keySpec()));
    SigningKey key = new SigningKey(vault, id, settings.keySpec(), publicKey);
    Optional<KeyCustody> custody = session.custody(id);
    List<Extension> extensions = new ArrayList<>(List.of(CA_TRUE));
    extensions.addAll(settings.csrExtensions());
    Octets body = CsrWriter.toBeSigned(settings.subject(), publicKey, extensions);
    byte[] signature = session.sign(key, settings.signingAlgorithm(), body.toArray());
    if (!SignatureCheck.accepts(key, settings.signingAlgorithm(), body.toArray(), signature)) {
      throw new VaultFault(
          Remedy.DISTRUST,
          "the first signature of the key of CA " + id.value() + " does not verify");
    }
    Octets csr = Signed.assemble(body, settings.signingAlgorithm(), Octets.copyOf(signature));
    return () -> made(key, csr, custody);
  }

  private void made(SigningKey key, Octets csr, Optional<KeyCustody> custody) {
    Instant now = now();
    record(
        authority.keyMade(key, now),
        csr,
        custody.stream()
            .map(said -> new KeyEvidence(vault, KeyEvidence.Occasion.CREATION, now, actor, said))
            .toList(),
        new AuditEvent(
            now,
            AuditEvent.Kind.KEY_MADE,
            authority.id(),
            null,
            actor,
            key.spec() + " in vault " + vault));
  }

  /** A crash may have left half a pair under the id; nothing was ever signed with it. */
  private static SubjectPublicKey makeAnew(KeySession session, KeyId id, KeySpec spec) {
    session.destroy(id);
    return session.generate(id, spec);
  }

  /**
   * Unless it is put off, the authority becomes FAILED, for good: its owner deletes it and creates
   * another.
   */
  @Override
  public void abandon(CaException reason) {
    if (ending.putOff(authority, reason)) {
      LOG.warn("CA {}: no key yet: {}", authority.id(), reason.getMessage());
      return;
    }
    LOG.error("CA {}: no key: {}", authority.id(), reason.getMessage());
    Instant now = now();
    record(
        authority.creationFailed(failureOf(reason), now),
        null,
        List.of(),
        new AuditEvent(
            now,
            AuditEvent.Kind.CREATION_FAILED,
            authority.id(),
            null,
            actor,
            reason.failure().name()));
  }

  private static CreationFailure failureOf(CaException reason) {
    return reason.failure() == Failure.INVALID_ARGUMENT
        ? CreationFailure.UNSUPPORTED_ALGORITHM
        : CreationFailure.OTHER;
  }

  private void record(
      Authority after, @Nullable Octets csr, List<KeyEvidence> evidence, AuditEvent event) {
    committer.put(
        new Mutation.ChangeAuthority(after, csr, null, evidence, event),
        new Committer.Completion() {
          @Override
          public void committed(Outcome outcome) {
            ending.done(authority);
          }

          @Override
          public void failed(CaException failure) {
            ending.unrecorded(authority, failure);
          }
        });
  }

  private Instant now() {
    return Instant.ofEpochMilli(clock.millis());
  }
}
