package dev.sealwright.engine.issue;

import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.AuthorityType;
import dev.sealwright.engine.authority.CountLimits;
import dev.sealwright.engine.authority.InstalledCertificate;
import dev.sealwright.engine.authority.UsageMode;
import dev.sealwright.engine.csr.CertificationRequest;
import dev.sealwright.engine.csr.CsrReader;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.lint.Intent;
import dev.sealwright.engine.lint.Lint;
import dev.sealwright.engine.order.Order;
import dev.sealwright.engine.store.Claim;
import dev.sealwright.engine.store.Claimed;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.Store;
import dev.sealwright.engine.store.StoredCertificate;
import dev.sealwright.engine.template.Content;
import dev.sealwright.engine.template.PublicationHosts;
import dev.sealwright.engine.template.Template;
import dev.sealwright.engine.template.Templates;
import dev.sealwright.engine.template.ValidityRule;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Serial;
import dev.sealwright.engine.x509.SubjectPublicKey;
import dev.sealwright.engine.x509.TbsCertificate;
import dev.sealwright.engine.x509.Validity;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns an order into a draft on the caller's thread and sees it through the line.
 *
 * <p>Threads: shared; blocks the calling (virtual) thread until the certificate is sealed.
 */
public final class Issuer {
  /** A change of the CA between draft and reservation is rare; twice in a row is a storm. */
  private static final int DRAFTS = 3;

  /** Nodes that fill the same list may take its last places from each other. */
  private static final int BINDINGS = 10;

  /** Between two looks at an earlier request under the same token: rare, so simply asked again. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(5);

  private final Store store;
  private final BatchIssuer line;
  private final Clock clock;
  private final SecureRandom random;
  private final Duration patience;
  private final IssuerConstraints constraints;
  private final CountLimits counts;
  private final PublicationHosts hosts;
  private final Partitions partitions;

  /**
   * How long and how many.
   *
   * @param patience how long a caller waits for its seal
   * @param counts certificates that an authority may ever issue
   */
  public record Bounds(Duration patience, CountLimits counts) {}

  /**
   * Where certificates point to.
   *
   * @param begun hears of authorities that issued into a new partition of their lists, on the
   *     caller's thread; must not block
   */
  public record Publication(PublicationHosts hosts, Consumer<AuthorityId> begun) {}

  public Issuer(
      Store store,
      BatchIssuer line,
      Clock clock,
      SecureRandom random,
      Bounds bounds,
      Publication publication) {
    this.store = store;
    this.line = line;
    this.clock = clock;
    this.random = random;
    this.patience = bounds.patience();
    this.hosts = publication.hosts();
    this.constraints = new IssuerConstraints(store);
    this.counts = bounds.counts();
    this.partitions = new Partitions(store, publication.begun());
  }

  /**
   * Issues a certificate, or finds the one that the order's claim issued before.
   *
   * <p>A certificate whose names break the name constraints above it fails late, as the published
   * service has it: its serial is on record and answered, and asking for it is REQUEST_FAILED.
   *
   * @return its serial; the certificate is durable, or its failure is
   */
  public Serial issue(Order order) {
    Optional<Serial> earlier = claimed(order).flatMap(claimed -> settled(order, claimed));
    if (earlier.isPresent()) {
      return earlier.get();
    }
    int outdated = 0;
    int crowded = 0;
    while (outdated < DRAFTS && crowded < BINDINGS) {
      Draft draft = draft(order, outdated > 0);
      switch (place(draft)) {
        case Placement.Issued(Serial serial) -> {
          partitions.issued(draft.reservation());
          return serial;
        }
        case Placement.Failed(Serial serial) -> {
          return serial;
        }
        case Placement.Replayed(Claimed claimed) -> {
          earlier = settled(order, claimed);
          if (earlier.isPresent()) {
            return earlier.get();
          }
          outdated++;
        }
        case Placement.Outdated() -> outdated++; // the CA changed under us: draft from what it is
        case Placement.Crowded() -> {
          partitions.crowded(order.authority(), draft.room());
          crowded++;
        }
      }
    }
    throw new CaException(Failure.BUSY, "the CA is being changed; try again");
  }

  private Placement place(Draft draft) {
    try {
      return line.submit(draft).await(patience);
    } catch (CaException e) {
      if (e.failure() == Failure.IN_PROGRESS) {
        // The line goes on without the caller; with an idempotency token it finds the result later.
        throw new CaException(Failure.TOKEN_UNAVAILABLE, "not sealed in time", e);
      }
      throw e;
    }
  }

  /**
   * @param fresh whether what is remembered of the CA was Stale
   */
  private Draft draft(Order order, boolean fresh) {
    Instant now = Instant.ofEpochMilli(clock.millis());
    // 1. The CA, its state once more (INVARIANT I9) and its key.
    Authority known =
        fresh ? onRecord(order) : store.authority(order.authority()).orElseThrow(Issuer::noSuchCa);
    Template template =
        Templates.named(order.template())
            .orElseThrow(() ->
                new CaException(
                    Failure.INVALID_ARGUMENT,
                    "the template " + order.template() + " is not offered"));
    // What is remembered may be older than what another node did: so a refusal is decided on the
    // record, as an acceptance is by the reservation.
    Authority authority = fresh || maySign(known, template, now) ? known : onRecord(order);
    requireMaySign(authority, template, now);
    if (!authority.settings().keySpec().signsWith(order.algorithm())) {
      throw new CaException(
          Failure.INVALID_ARGUMENT,
          "the CA's key of kind "
              + authority.settings().keySpec()
              + " cannot sign with "
              + order.algorithm());
    }
    line.requireRoom(authority.id(), authority.signingKey());
    // 2. The request: parsed, bounded, proof of possession verified.
    CertificationRequest request = CsrReader.read(order.csr().toArray());
    boolean selfSigned = template.kind() == Template.Kind.ROOT_CA;
    if (selfSigned) {
      requireOwnRequest(authority, request);
    }
    // 3. What the certificate will say.
    Intent.Signer signer = signer(authority, selfSigned);
    requireRoomBelow(template, authority, selfSigned ? null : authority.installed());
    Validity validity =
        new ValidityRule(template.kind(), authority.settings().usageMode(), signer.notAfter())
            .apply(order.validity(), order.notBefore(), now);
    Serial serial = Serial.draw(now, random);
    // A root's own certificate is never revoked, and so in no list.
    Partitions.Place list = selfSigned ? Partitions.Place.COMPLETE : partitions.next(authority);
    Content content =
        Content.merge(
            template,
            request,
            order.passthrough(),
            hosts.pointers(authority, list.scope()),
            signer.keyIdentifier());
    Octets tbs =
        TbsCertificate.encode(
            serial,
            order.algorithm(),
            signer.subject(),
            validity,
            content.subject(),
            request.publicKey(),
            content.extensions());
    // 4. Judged by other code than wrote it.
    Lint.check(
        tbs, new Intent(serial, order.algorithm(), request.publicKey(), role(template), signer));
    return new Draft(
        new Reservation(
            authority.id(),
            authority.version(),
            serial,
            tbs,
            order.algorithm(),
            order.template(),
            order.requester(),
            now,
            validity,
            list.scope()),
        authority.signingKey(),
        order.claim(),
        selfSigned ? null : constraints.violation(authority, tbs).orElse(null),
        counts.issued(authority.revocation()),
        list.room());
  }

  private Authority onRecord(Order order) {
    return store.authorityOnRecord(order.authority()).orElseThrow(Issuer::noSuchCa);
  }

  private static CaException noSuchCa() {
    return new CaException(Failure.NOT_FOUND, "no such CA");
  }

  /** A root signs its first certificate as its own request names it; later ones as installed. */
  private static Intent.Signer signer(Authority authority, boolean selfSigned) {
    SubjectPublicKey key = authority.signingKey().publicKey();
    InstalledCertificate installed = authority.installed();
    if (selfSigned) {
      return new Intent.Signer(authority.settings().subject(), key, null, null);
    }
    if (installed == null) {
      throw new CaException(Failure.INTERNAL, "an ACTIVE CA without a certificate");
    }
    return new Intent.Signer(
        installed.subject(), key, installed.keyIdentifier(), installed.validity().notAfter());
  }

  private static Intent.Role role(Template template) {
    return switch (template.kind()) {
      case END_ENTITY -> Intent.Role.END_ENTITY;
      case ROOT_CA -> Intent.Role.ROOT_CA;
      case SUBORDINATE_CA -> Intent.Role.SUBORDINATE_CA;
    };
  }

  private static void requireRoomBelow(
      Template template, Authority authority, @Nullable InstalledCertificate issuer) {
    if (issuer == null || template.kind() != Template.Kind.SUBORDINATE_CA) {
      return;
    }
    if (authority.settings().usageMode() == UsageMode.SHORT_LIVED_CERTIFICATE) {
      throw new CaException(
          Failure.INVALID_ARGUMENT,
          "a short-lived certificate authority is the lowest of its hierarchy: it issues to end"
              + " entities only");
    }
    issuer.requireRoomFor(template.pathLength());
  }

  /** A root signs its own certificate before it is ACTIVE and again when EXPIRED. */
  private static boolean maySign(Authority authority, Template template, Instant now) {
    return switch (authority.shownStatus(now)) {
      case ACTIVE -> true;
      case PENDING_CERTIFICATE, EXPIRED ->
          template.kind() == Template.Kind.ROOT_CA
              && authority.settings().type() == AuthorityType.ROOT;
      case CREATING, DISABLED, FAILED, DELETED -> false;
    };
  }

  static void requireMaySign(Authority authority, Template template, Instant now) {
    if (!maySign(authority, template, now)) {
      throw new CaException(
          Failure.INVALID_STATE,
          "The certificate authority is not in a valid state for issuing certificates: "
              + authority.shownStatus(now));
    }
  }

  private static void requireOwnRequest(Authority authority, CertificationRequest request) {
    if (authority.settings().type() != AuthorityType.ROOT
        || !request.publicKey().equals(authority.signingKey().publicKey())
        || !request.subject().equals(authority.settings().subject())) {
      throw new CaException(
          Failure.INVALID_ARGUMENT, "a root template signs only the own CSR of a root CA");
    }
  }

  private Optional<Claimed> claimed(Order order) {
    Claim claim = order.claim();
    return claim == null
        ? Optional.empty()
        : store.claimed(claim.scope(), claim.token(), Instant.ofEpochMilli(clock.millis()));
  }

  /**
   * INVARIANT I12: the same token, the same certificate; told only once it is durable (I2), so this
   * waits for an earlier request that is still on the line, on whatever node.
   *
   * @return nothing when the earlier attempt failed and freed the token
   */
  private Optional<Serial> settled(Order order, Claimed claimed) {
    Claim claim = order.claim();
    if (claim == null || !claim.fingerprint().equals(claimed.fingerprint())) {
      throw new CaException(
          Failure.INVALID_ARGUMENT, "the idempotency token was used with other parameters");
    }
    Serial serial = new Serial(claimed.resource());
    long end = System.nanoTime() + patience.toNanos();
    do {
      StoredCertificate earlier =
          store
              .certificate(order.authority(), serial)
              .orElseThrow(() -> new CaException(Failure.INTERNAL, "a claim on nothing"));
      if (!earlier.open()) {
        return earlier.signature() != null || stillClaims(claim, claimed)
            ? Optional.of(serial)
            : Optional.empty();
      }
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    } while (System.nanoTime() < end && !Thread.currentThread().isInterrupted());
    throw new CaException(
        Failure.TOKEN_UNAVAILABLE, "an earlier request under the same token is not sealed yet");
  }

  /** A failure that a retry would only repeat keeps its token. */
  private boolean stillClaims(Claim claim, Claimed claimed) {
    return store
        .claimed(claim.scope(), claim.token(), Instant.ofEpochMilli(clock.millis()))
        .filter(claimed::equals)
        .isPresent();
  }
}
