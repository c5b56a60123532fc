package dev.sealwright.engine.store;

import dev.sealwright.engine.TestEngine;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.AuthorityType;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.order.Order;
import dev.sealwright.engine.template.Period;
import dev.sealwright.engine.template.PeriodType;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Pem;
import dev.sealwright.engine.x509.RevocationReason;
import dev.sealwright.engine.x509.Serial;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;

/**
 * A record as an engine leaves it: a root with a CA below it and one that signs by RSA, real
 * certificates of each, some revoked, one reservation closed, one still open, and a CA whose key is
 * still to be made.
 */
public final class FilledRecord {
  public static final int LEAVES = 25;
  public static final int REVOKED = 3;

  /** When the open reservation was made; all else is older by seconds. */
  public static final Instant NOW = TestEngine.START.plusSeconds(60);

  private final SoftVault vault;
  private final Issued issued;
  private final Unfinished unfinished;

  /**
   * What the engine made.
   *
   * @param leaves of the root, in order of issue
   * @param below the CA under the root
   */
  private record Issued(AuthorityId root, AuthorityId below, List<Serial> leaves) {}

  private record Unfinished(Reservation open, Authority founding) {}

  private FilledRecord(SoftVault vault, Issued issued, Unfinished unfinished) {
    this.vault = vault;
    this.issued = issued;
    this.unfinished = unfinished;
  }

  /** Fills a store that is empty; it is opened twice. */
  public static FilledRecord in(Supplier<Store> opening) {
    SoftVault vault = new SoftVault("soft", 2, new SecureRandom());
    Issued issued;
    try (TestEngine engine = new TestEngine(opening.get(), vault)) {
      issued = issue(engine);
    }
    try (Store store = opening.get()) {
      return new FilledRecord(vault, issued, leaveUnfinished(store, issued));
    }
  }

  public SoftVault vault() {
    return vault;
  }

  /** Of the root, in order of issue. */
  public List<Serial> leaves() {
    return issued.leaves();
  }

  public AuthorityId root() {
    return issued.root();
  }

  /** The CA below it, which has a chain. */
  public AuthorityId below() {
    return issued.below();
  }

  public Authority founding() {
    return unfinished.founding();
  }

  public Reservation open() {
    return unfinished.open();
  }

  private static Issued issue(TestEngine engine) {
    AuthorityId root = engine.activeRoot();
    AuthorityId below = subordinate(engine, root);
    AuthorityId rsa = engine.activeRoot(KeySpec.RSA_2048, SignatureAlgorithm.SHA256WITHRSA_PSS);
    List<Serial> leaves = new ArrayList<>();
    for (int i = 0; i < LEAVES; i++) {
      leaves.add(
          engine.engine.issue(
              TestEngine.leafOrder(
                  root, "leaf " + i, i == 0 ? StoreFixtures.claim("first") : null)));
      engine.engine.issue(TestEngine.leafOrder(below, "lower " + i, null));
    }
    engine.engine.issue(order(rsa, SignatureAlgorithm.SHA256WITHRSA_PSS));
    for (int i = 0; i < REVOKED; i++) {
      engine
          .engine
          .revoker()
          .revoke(root, leaves.get(i), RevocationReason.SUPERSEDED, 1_000, "tester");
    }
    return new Issued(root, below, leaves);
  }

  private static Order order(AuthorityId id, SignatureAlgorithm algorithm) {
    Order model = TestEngine.leafOrder(id, "signed by RSA", null);
    return new Order(
        id, model.csr(), algorithm, model.template(), model.validity(), null, null, "tester");
  }

  private static AuthorityId subordinate(TestEngine engine, AuthorityId root) {
    AuthorityId id =
        engine.pending(
            AuthorityType.SUBORDINATE, KeySpec.EC_P256, SignatureAlgorithm.SHA256WITHECDSA);
    Serial serial =
        engine.engine.issue(
            new Order(
                root,
                Pem.text(Pem.CERTIFICATE_REQUEST, engine.engine.csr(id).orElseThrow()),
                SignatureAlgorithm.SHA256WITHECDSA,
                "SubordinateCACertificate_PathLen0/V1",
                new Period(PeriodType.YEARS, 5),
                null,
                null,
                "tester"));
    engine.engine.importCertificate(
        id,
        TestEngine.pem(engine.engine.certificate(root, serial).certificate()),
        TestEngine.pem(engine.engine.caCertificate(root).orElseThrow().certificate()),
        "tester");
    return id;
  }

  private static Unfinished leaveUnfinished(Store store, Issued issued) {
    Reservation model =
        store.certificate(issued.root(), issued.leaves().getLast()).orElseThrow().reservation();
    Reservation closed = again(model, NOW.minus(Duration.ofHours(1)));
    Reservation open = again(model, NOW);
    Authority founding = StoreFixtures.creating();
    List<Outcome> outcomes =
        store.commit(
            List.of(
                StoreFixtures.reserve(closed),
                StoreFixtures.close(closed),
                StoreFixtures.reserve(open),
                StoreFixtures.creation(founding)));
    if (!outcomes.stream().allMatch(Outcome.APPLIED::equals)) {
      throw new IllegalStateException(outcomes.toString());
    }
    return new Unfinished(open, founding);
  }

  /** The same certificate with another serial. */
  public static Reservation again(Reservation model, Instant at) {
    Serial serial = Serial.draw(at, new SecureRandom());
    String tbs = HexFormat.of().formatHex(model.tbs().toArray());
    return new Reservation(
        model.authority(),
        model.authorityVersion(),
        serial,
        Octets.copyOf(HexFormat.of().parseHex(tbs.replace(model.serial().hex(), serial.hex()))),
        model.algorithm(),
        model.template(),
        model.requester(),
        at,
        model.validity(),
        model.scope());
  }
}
