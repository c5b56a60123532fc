package dev.sealwright.engine.ocsp;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.issue.Placement;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.life.KeyDestruction;
import dev.sealwright.engine.sign.Replicas;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.OcspSigner;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.x509.Serial;
import dev.sealwright.engine.x509.Signed;
import dev.sealwright.engine.x509.SubjectPublicKey;
import dev.sealwright.engine.x509.Validity;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps for each authority a key that signs its OCSP answers: made in the vault of the CA key,
 * certified by the CA over the line like everything that the CA key signs (INVARIANTS I1, I5, I11),
 * made anew when two thirds of the certificate's time have passed, and the old one destroyed.
 *
 * <p>Each step is on record before the next, so a crash leaves no key that nobody knows of: what is
 * not in service is destroyed by the next round.
 *
 * <p>One node does this for all; the others take the signer that is on record, and read it anew
 * when they hear of a change. The one that leads destroys an old key only when they have had time
 * to.
 *
 * <p>Threads: {@link #round} by one; the rest shared.
 */
final class SignerKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(SignerKeeper.class);

  private static final Duration FIRST_REST = Duration.ofSeconds(1);
  private static final Duration LONGEST_REST = Duration.ofMinutes(5);

  /** Within it every node that is not cut off has heard of a new signer and uses it. */
  private static final Duration HEARD = Duration.ofSeconds(10);

  /** No lane of a node that led before makes a key for longer. */
  private static final Duration STILL_MADE = Duration.ofMinutes(10);

  private final Line line;
  private final boolean alone;
  private final Served served;
  private final States states;
  private final Clock clock;
  private final SecureRandom random;
  private final Times times;
  private final Map<AuthorityId, ResponseKey> serving = new ConcurrentHashMap<>();

  /** Whose round is under way. */
  private final Set<AuthorityId> tended = ConcurrentHashMap.newKeySet();

  /** Keys that a lane may still make, though nobody may wait for them any more. */
  private final Map<KeyId, AuthorityId> made = new ConcurrentHashMap<>();

  /** Those that have signers on record which are not in service. */
  private final Set<AuthorityId> untidy = ConcurrentHashMap.newKeySet();

  /** When one that failed is tried again, unless something is heard of it before. */
  private final Map<AuthorityId, Rest> rests = new ConcurrentHashMap<>();

  /** Whose signers another node may have changed. */
  private final Set<AuthorityId> heard = ConcurrentHashMap.newKeySet();

  private final AtomicBoolean allHeard = new AtomicBoolean();

  /** Since when the key in service is, by the clock of the process; of the thread of rounds. */
  private final Map<AuthorityId, Long> since = new ConcurrentHashMap<>();

  /** Keys that this process began to make; of the thread of rounds. */
  private final Set<KeyId> begun = ConcurrentHashMap.newKeySet();

  private boolean led = true;

  private record Rest(Duration length, long until) {
    boolean isOver() {
      return System.nanoTime() - until >= 0;
    }
  }

  /**
   * @param life of a signer's certificate
   * @param patience how long one waits for a step of its making
   */
  record Times(Duration life, Duration patience) {}

  SignerKeeper(
      Line line, Served served, States states, Clock clock, SecureRandom random, Times times) {
    this.line = line;
    this.alone = line.store().cluster().rates().isEmpty();
    this.served = served;
    this.states = states;
    this.clock = clock;
    this.random = random;
    this.times = times;
  }

  /** The key in service; absent while there is none whose certificate is valid. */
  @Nullable ResponseKey of(Authority authority) {
    ResponseKey key = serving.get(authority.id());
    return key == null || !isValid(key, clock.instant()) ? null : key;
  }

  /** Whether a key may be made for this authority at this moment. */
  boolean isMaking(AuthorityId id) {
    return tended.contains(id) || made.containsValue(id);
  }

  /** A certificate was revoked: if a signer has it, it is taken out of service. */
  void revoked(AuthorityId authority, Serial serial) {
    serving.computeIfPresent(
        authority,
        (id, key) -> key.delegate() != null && key.delegate().serial().equals(serial) ? null : key);
  }

  /** Another node changed a signer of an authority. */
  void signerChanged(AuthorityId id) {
    heard.add(id);
    rests.remove(id);
  }

  /** Other nodes may have changed any signer. */
  void anyChanged() {
    allHeard.set(true);
  }

  /** The authority is gone; what it had the sweeper destroys. */
  void forget(AuthorityId id) {
    serving.remove(id);
    untidy.remove(id);
    heard.remove(id);
    since.remove(id);
  }

  /** Sees to every authority that needs it now; one that fails is tried again later. */
  void round() {
    boolean leads = leads();
    boolean takesOver = leads && !led;
    led = leads;
    if (allHeard.getAndSet(false) || takesOver) {
      served.all().forEach(authority -> signerChanged(authority.id()));
    }
    if (takesOver) {
      served.all().forEach(authority -> untidy.add(authority.id()));
    }
    for (Authority authority : served.all()) {
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
      AuthorityId id = authority.id();
      Instant now = now();
      Rest rest = rests.get(id);
      if (needsCare(authority, now) && (rest == null || rest.isOver())) {
        if (tend(authority, now)) {
          rests.remove(id);
        } else {
          // What was heard meanwhile must not wait for as long.
          rests.put(id, longer(heard.contains(id) ? null : rest));
        }
      }
    }
  }

  private boolean leads() {
    return line.store().cluster().leads();
  }

  private static Rest longer(@Nullable Rest last) {
    Duration twice = last == null ? FIRST_REST : last.length().multipliedBy(2);
    Duration length = twice.compareTo(LONGEST_REST) < 0 ? twice : LONGEST_REST;
    return new Rest(length, System.nanoTime() + length.toNanos());
  }

  private boolean needsCare(Authority authority, Instant now) {
    AuthorityId id = authority.id();
    if (served.get(id, now).isEmpty()) {
      return false;
    }
    ResponseKey key = serving.get(id);
    if (key == null || heard.contains(id)) {
      return true;
    }
    return led ? isDue(key, authority, now) || untidy.contains(id) : !isValid(key, now);
  }

  private boolean tend(Authority authority, Instant now) {
    AuthorityId id = authority.id();
    tended.add(id);
    try {
      ResponseKey key = current(authority, now);
      if (!leads()) {
        return key != null;
      }
      if (key == null || isDue(key, authority, now)) {
        key = make(authority);
        serve(id, key);
        LOG.info("CA {}: a new key signs its OCSP answers", id);
      }
      tidy(authority, key);
      return true;
    } catch (CaException e) {
      if (leads()) {
        LOG.warn("CA {}: no new signer of OCSP answers yet: {}", id, e.getMessage());
      } else {
        LOG.debug("CA {}: its OCSP signer is another node's affair: {}", id, e.getMessage());
      }
    } catch (RuntimeException e) {
      LOG.error("CA {}: no new signer of OCSP answers yet", id, e);
    } finally {
      tended.remove(id);
    }
    return false;
  }

  /** The key in service, from the record when it is not known or may be another by now. */
  private @Nullable ResponseKey current(Authority authority, Instant now) {
    AuthorityId id = authority.id();
    ResponseKey known = serving.get(id);
    // Taken off before the record is read: what changes after that is heard once more.
    boolean news = heard.remove(id);
    if (known != null && !news && (led || isValid(known, now))) {
      return known;
    }
    boolean read = false;
    try {
      ResponseKey found = onRecord(authority, now).orElse(null);
      if (found == null) {
        serving.remove(id);
      } else {
        serve(id, found);
      }
      read = true;
      return found;
    } finally {
      if (news && !read) {
        heard.add(id);
      }
    }
  }

  private void serve(AuthorityId id, ResponseKey key) {
    if (!key.equals(serving.put(id, key))) {
      since.put(id, System.nanoTime());
    }
  }

  private static boolean isValid(ResponseKey key, Instant now) {
    ResponseKey.Delegate delegate = key.delegate();
    return delegate == null
        || (!now.isBefore(delegate.validity().notBefore())
            && now.isBefore(delegate.validity().notAfter()));
  }

  /** Two thirds of its time have passed, and the CA lives long enough for a better one. */
  private static boolean isDue(ResponseKey key, Authority authority, Instant now) {
    ResponseKey.Delegate delegate = key.delegate();
    var issuer = authority.installed();
    if (delegate == null || issuer == null) {
      return false;
    }
    Validity life = delegate.validity();
    Duration whole = Duration.between(life.notBefore(), life.notAfter());
    return !now.isBefore(life.notBefore().plus(whole.multipliedBy(2).dividedBy(3)))
        && life.notAfter().isBefore(issuer.validity().notAfter());
  }

  /** The youngest signer on record that can go on, after a restart. */
  private Optional<ResponseKey> onRecord(Authority authority, Instant now) {
    return line.store().attached().ocspSigners(authority.id()).stream()
        .sorted(Comparator.comparing(OcspSigner::begunAt).reversed())
        .filter(signer -> line.lanes().containsKey(signer.vault()))
        .flatMap(signer -> certified(authority, signer).stream())
        .filter(key -> isValid(key, now))
        .findFirst();
  }

  private Optional<ResponseKey> certified(Authority authority, OcspSigner signer) {
    OcspSigner.Certified certified = signer.certified();
    SigningKey key = signer.signingKey();
    if (certified == null
        || key == null
        || !states.of(authority.id(), certified.serial()).equals(new State.Good())) {
      return Optional.empty();
    }
    return line.store()
        .certificate(authority.id(), certified.serial())
        .flatMap(stored ->
            Optional.ofNullable(stored.signature())
                .map(signature ->
                    new ResponseKey(
                        authority.id(),
                        key,
                        authority.settings().signingAlgorithm(),
                        new ResponseKey.Delegate(
                            certified.serial(),
                            stored.reservation().validity(),
                            Signed.assemble(
                                stored.reservation().tbs(),
                                stored.reservation().algorithm(),
                                signature)))));
  }

  private ResponseKey make(Authority authority) {
    SigningKey above = authority.signingKey();
    Replicas group = lanes(above.vault());
    Optional<String> trouble = group.trouble();
    if (trouble.isPresent()) {
      throw new CaException(Failure.TOKEN_UNAVAILABLE, trouble.get());
    }
    // 1. On record before it is made, so that it cannot be lost in the vault.
    KeyId id = new KeyId(UUID.randomUUID());
    OcspSigner signer = OcspSigner.making(authority.id(), id, above.vault(), above.spec(), now());
    untidy.add(authority.id());
    write(signer, null, "a key is about to be made in vault " + above.vault());
    // 2. Made, never weaker than the key of the CA.
    begun.add(id);
    made.put(id, authority.id());
    var making = new SignerKeyMaking(id, above.spec(), () -> made.remove(id));
    group.put(making);
    SubjectPublicKey publicKey = making.ticket().await(times.patience());
    // 3. Certified, over the line.
    Serial serial = certify(authority.id(), publicKey);
    // 4. In service.
    OcspSigner ready = signer.serving(new OcspSigner.Certified(publicKey, serial));
    write(ready, serial, "in service");
    return certified(authority, ready)
        .orElseThrow(
            () -> new CaException(Failure.INTERNAL, "the signer's certificate is not on record"));
  }

  private Serial certify(AuthorityId id, SubjectPublicKey publicKey) {
    for (int attempt = 0; attempt < 3; attempt++) {
      Instant now = now();
      Authority authority =
          line.store()
              .authorityOnRecord(id)
              .filter(known -> served.get(id, now).isPresent())
              .orElseThrow(
                  () -> new CaException(Failure.INVALID_STATE, "the CA answers no OCSP any more"));
      switch (line.issuer()
          .submit(SignerCertificate.draft(authority, publicKey, times.life(), now, random))
          .await(times.patience())) {
        case Placement.Issued(Serial serial) -> {
          return serial;
        }
        case Placement.Failed _, Placement.Replayed _ ->
            throw new CaException(Failure.INTERNAL, "the signer's certificate was not issued");
        case Placement.Outdated(),
            Placement.Crowded() -> {} // the CA changed under us: draft from what it is now
      }
    }
    throw new CaException(Failure.BUSY, "the CA is being changed; try again");
  }

  /** Destroys every key on record but the one in service, and those that a lane may still make. */
  private void tidy(Authority authority, ResponseKey inService) {
    untidy.add(authority.id());
    List<OcspSigner> others =
        line.store().attached().ocspSigners(authority.id()).stream()
            .filter(signer -> !signer.key().equals(inService.key().id()))
            .toList();
    boolean all = true;
    for (OcspSigner signer : others) {
      if (made.containsKey(signer.key()) || mayBeUsedElsewhere(signer) || !leads()) {
        all = false;
        continue;
      }
      KeyDestruction.everywhere(signer.key(), lanes(signer.vault()), times.patience());
      OcspSigner.Certified certified = signer.certified();
      write(
          signer.destroyed(),
          certified == null ? null : certified.serial(),
          "key destroyed in vault " + signer.vault());
      begun.remove(signer.key());
    }
    if (all) {
      untidy.remove(authority.id());
    }
  }

  /** Whether another node may still sign with it, or one that led before may still make it. */
  private boolean mayBeUsedElsewhere(OcspSigner signer) {
    if (alone) {
      return false;
    }
    if (signer.certified() != null) {
      Long heardOfNext = since.get(signer.authority());
      return heardOfNext == null || System.nanoTime() - heardOfNext < HEARD.toNanos();
    }
    return !begun.contains(signer.key()) && now().isBefore(signer.begunAt().plus(STILL_MADE));
  }

  private void write(OcspSigner signer, @Nullable Serial serial, String detail) {
    AuditEvent event =
        new AuditEvent(
            now(),
            AuditEvent.Kind.OCSP_SIGNER_CHANGED,
            signer.authority(),
            serial,
            SignerCertificate.REQUESTER,
            detail);
    Outcome outcome =
        line.committer().write(new Mutation.ChangeOcspSigner(signer, event), times.patience());
    if (!outcome.equals(Outcome.APPLIED)) {
      throw new CaException(
          Failure.CONCURRENT_MODIFICATION, "the signer is not as it was seen: " + outcome);
    }
  }

  private Replicas lanes(String vault) {
    Replicas group = line.lanes().get(vault);
    if (group == null) {
      throw new CaException(Failure.TOKEN_UNAVAILABLE, "vault " + vault + " is not configured");
    }
    return group;
  }

  private Instant now() {
    return Instant.ofEpochMilli(clock.millis());
  }
}
