package dev.sealwright.engine.store;

import static dev.sealwright.engine.store.StoreFixtures.NOW;
import static dev.sealwright.engine.store.StoreFixtures.OWNER;
import static dev.sealwright.engine.store.StoreFixtures.active;
import static dev.sealwright.engine.store.StoreFixtures.authorityId;
import static dev.sealwright.engine.store.StoreFixtures.creating;
import static dev.sealwright.engine.store.StoreFixtures.creation;
import static dev.sealwright.engine.store.StoreFixtures.installed;
import static dev.sealwright.engine.store.StoreFixtures.name;
import static dev.sealwright.engine.store.StoreFixtures.octets;
import static dev.sealwright.engine.store.StoreFixtures.pending;
import static dev.sealwright.engine.store.StoreFixtures.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.AuthoritySettings;
import dev.sealwright.engine.authority.AuthorityType;
import dev.sealwright.engine.authority.CaCertificate;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.authority.CreationFailure;
import dev.sealwright.engine.authority.CrlType;
import dev.sealwright.engine.authority.InstalledCertificate;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.authority.UsageMode;
import dev.sealwright.engine.bucket.ObjectAcl;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.x509.Extension;
import dev.sealwright.engine.x509.KeyIdentifier;
import dev.sealwright.engine.x509.KeyUsage;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.Validity;
import dev.sealwright.hsm.StorageStandard;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The part of the store contract that is about authorities. */
abstract class AuthorityContract {
  private final Supplier<Store> opened;

  AuthorityContract(Supplier<Store> opened) {
    this.opened = opened;
  }

  record Case(String name, Authority authority) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> everyKindOfAuthority() {
    Authority creating = creating();
    AuthoritySettings unusual =
        new AuthoritySettings(
            AuthorityType.SUBORDINATE,
            KeySpec.RSA_4096,
            SignatureAlgorithm.SHA512WITHRSA,
            name("CN=Straße \u00df\u4e2d\ud83d\udd10 'quoted',OU=a\\,b,C=DE"),
            UsageMode.SHORT_LIVED_CERTIFICATE,
            StorageStandard.CCPC_LEVEL_1,
            "",
            List.of(
                new Extension(
                    Extension.KEY_USAGE, true, KeyUsage.encode(Set.of(KeyUsage.CRL_SIGN))),
                new Extension("1.2.3.4", false, Octets.copyOf(new byte[] {5, 0}))));
    Instant early = Instant.ofEpochMilli(-1);
    var widest =
        new InstalledCertificate(
            BigInteger.ONE,
            unusual.subject(),
            new Validity(Instant.parse("1950-01-01T00:00:00Z"), Validity.FOREVER),
            new KeyIdentifier("00"),
            0);
    var certified = active();
    return List.of(
        new Case("creating", creating),
        new Case("pending", pending()),
        new Case("active", certified),
        new Case("renewed", certified.certified(installed(3), NOW)),
        new Case("failed", creating.creationFailed(CreationFailure.UNSUPPORTED_ALGORITHM, NOW)),
        new Case(
            "unusual",
            new Authority(
                authorityId(),
                "owner 'of' \u4e2d",
                early,
                unusual,
                new RevocationSettings(
                    new RevocationSettings.Crl(
                        5000,
                        "a.bucket-1",
                        ObjectAcl.BUCKET_OWNER_FULL_CONTROL,
                        "crl.example.com:8080",
                        "a/b~c/d",
                        CrlType.PARTITIONED,
                        false),
                    new RevocationSettings.Ocsp("ocsp.example.com")),
                CaStatus.DISABLED,
                Long.MAX_VALUE,
                early,
                StoreFixtures.signingKey(authorityId(), KeySpec.RSA_4096),
                widest,
                null,
                null)),
        new Case(
            "publishing",
            certified.updated(
                null,
                new RevocationSettings(
                    new RevocationSettings.Crl(
                        1, "bucket", ObjectAcl.PUBLIC_READ, null, "/", CrlType.COMPLETE, true),
                    null),
                NOW)),
        new Case(
            "answering OCSP",
            certified.updated(
                null, RevocationSettings.NONE.withOcsp(new RevocationSettings.Ocsp(null)), NOW)),
        new Case(
            "deleted",
            certified
                .updated(CaStatus.DISABLED, null, NOW)
                .deleted(Duration.ofDays(7), NOW.plusMillis(1))),
        new Case("deleted before its certificate", pending().deleted(Duration.ofDays(30), NOW)));
  }

  @ParameterizedTest
  @MethodSource("everyKindOfAuthority")
  void everyFieldOfACreatedAuthorityComesBack(Case sample) {
    Authority authority = sample.authority();

    assertThat(commit(creation(authority))).isEqualTo(Outcome.APPLIED);

    assertThat(store().authority(authority.id())).contains(authority);
    assertThat(store().authorities(authority.owner(), null, 1)).containsExactly(authority);
  }

  @ParameterizedTest
  @MethodSource("everyKindOfAuthority")
  void everyFieldOfAChangedAuthorityComesBack(Case sample) {
    Authority created = creating();
    Authority changed = withIdentity(sample.authority(), created.id(), created.version() + 1);
    commit(creation(created));

    assertThat(commit(change(changed))).isEqualTo(Outcome.APPLIED);

    assertThat(store().authority(created.id())).contains(changed);
  }

  @Test
  void whatWasNeverWrittenIsNotFound() {
    commit(creation(creating()));

    assertThat(store().authority(authorityId())).isEmpty();
    assertThat(store().csr(authorityId())).isEmpty();
    assertThat(store().caCertificate(authorityId())).isEmpty();
    assertThat(store().authorities("nobody", null, 10)).isEmpty();
  }

  @Test
  void csrAndCertificateStayUntilOthersReplaceThem() {
    Authority created = creating();
    Authority second = created.keyMade(StoreFixtures.signingKey(created.id()), NOW);
    Authority third = second.certified(installed(null), NOW);
    Authority fourth = third.certified(installed(1), NOW);
    var chained =
        new CaCertificate(octets("subordinate"), List.of(octets("issuing"), octets("root")));
    var root = new CaCertificate(octets("self-signed"), List.of());
    commit(creation(created));
    assertThat(store().csr(created.id())).isEmpty();
    assertThat(store().caCertificate(created.id())).isEmpty();

    commit(change(second, octets("csr"), null));
    assertThat(store().csr(created.id())).contains(octets("csr"));
    assertThat(store().caCertificate(created.id())).isEmpty();

    commit(change(third, null, chained));
    assertThat(store().csr(created.id())).contains(octets("csr"));
    assertThat(store().caCertificate(created.id())).contains(chained);

    commit(change(fourth, octets("other csr"), root));
    assertThat(store().csr(created.id())).contains(octets("other csr"));
    assertThat(store().caCertificate(created.id())).contains(root);

    commit(change(withIdentity(fourth, fourth.id(), fourth.version() + 1)));
    assertThat(store().csr(created.id())).contains(octets("other csr"));
    assertThat(store().caCertificate(created.id())).contains(root);
  }

  @Test
  void anIdIsTakenOnce() {
    Authority first = creating();
    Authority second =
        Authority.creating(first.id(), "another owner", NOW.plusMillis(1), settings());
    commit(creation(first));

    assertThat(commit(creation(second, StoreFixtures.claim("second")))).isEqualTo(Outcome.TAKEN);

    assertThat(store().authority(first.id())).contains(first);
    assertThat(store().authorities("another owner", null, 1)).isEmpty();
    assertThat(store().auditEvents(first.id(), 10)).hasSize(1);
    assertThat(store().claimed(StoreFixtures.claim("second").scope(), "second", NOW)).isEmpty();
  }

  record Versions(String name, long onRecord, long after) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Versions> staleVersions() {
    return List.of(
        new Versions("the same", 3, 3), new Versions("one skipped", 3, 5),
        new Versions("an older", 3, 2), new Versions("not on record", 0, 1));
  }

  @ParameterizedTest
  @MethodSource("staleVersions")
  void aChangeOfAnotherVersionIsStaleAndLeavesNothing(Versions versions) {
    AuthorityId id = authorityId();
    if (versions.onRecord() > 0) {
      commit(creation(withIdentity(active(), id, versions.onRecord())));
    }
    List<AuditEvent> events = store().auditEvents(id, 10);
    var onRecord = store().authority(id);

    var stale =
        change(
            withIdentity(pending(), id, versions.after()),
            octets("csr"),
            new CaCertificate(octets("certificate"), List.of()));
    assertThat(commit(stale)).isEqualTo(Outcome.STALE);

    assertThat(store().authority(id)).isEqualTo(onRecord);
    assertThat(store().csr(id)).isEmpty();
    assertThat(store().caCertificate(id)).isEmpty();
    assertThat(store().auditEvents(id, 10)).isEqualTo(events);
  }

  @Test
  void pagesGoByCreationThenIdWithoutSign() {
    List<Authority> ordered = new ArrayList<>();
    for (long millis : new long[] {0, 5, 6}) {
      for (long high : new long[] {0x01L << 56, 0x7fL << 56, 0x80L << 56, 0xffL << 56}) {
        for (long low : new long[] {1, -1}) {
          // An id may occur once, so the moment is part of it, below the byte that decides.
          var id = new AuthorityId(new UUID(high + millis, low));
          ordered.add(Authority.creating(id, OWNER, NOW.plusMillis(millis), settings()));
        }
      }
    }
    List<Mutation> shuffled = new ArrayList<>();
    for (int i = 0; i < ordered.size(); i++) {
      shuffled.add(creation(ordered.get((i * 7) % ordered.size())));
    }
    shuffled.add(creation(Authority.creating(authorityId(), "another", NOW, settings())));
    assertThat(store().commit(shuffled)).containsOnly(Outcome.APPLIED);

    List<Authority> read = new ArrayList<>();
    @Nullable AuthorityCursor after = null;
    List<Authority> page;
    do {
      page = store().authorities(OWNER, after, 5);
      assertThat(page).hasSizeLessThanOrEqualTo(5);
      read.addAll(page);
      after = page.isEmpty() ? after : cursor(page.getLast());
    } while (!page.isEmpty());

    assertThat(read).containsExactlyElementsOf(ordered);
  }

  @Test
  void authoritiesAreFoundByStatusWhoeverOwnsThem() {
    Authority one = creating();
    Authority other = Authority.creating(authorityId(), "another", NOW, settings());
    Authority active = active();
    commit(creation(one));
    commit(creation(other));
    commit(creation(active));

    assertThat(store().authorities(CaStatus.CREATING)).containsExactlyInAnyOrder(one, other);
    assertThat(store().authorities(CaStatus.ACTIVE)).containsExactly(active);
    assertThat(store().authorities(CaStatus.FAILED)).isEmpty();

    commit(change(one.creationFailed(CreationFailure.OTHER, NOW)));

    assertThat(store().authorities(CaStatus.CREATING)).containsExactly(other);
  }

  static Mutation.ChangeAuthority change(Authority after) {
    return change(after, null, null);
  }

  static Mutation.ChangeAuthority change(
      Authority after, @Nullable Octets csr, @Nullable CaCertificate certificate) {
    return new Mutation.ChangeAuthority(
        after, csr, certificate, StoreFixtures.event(after.id(), AuditEvent.Kind.KEY_MADE));
  }

  private static AuthorityCursor cursor(Authority last) {
    return new AuthorityCursor(last.createdAt(), last.id());
  }

  private static Authority withIdentity(Authority like, AuthorityId id, long version) {
    return new Authority(
        id,
        like.owner(),
        like.createdAt(),
        like.settings(),
        like.revocation(),
        like.status(),
        version,
        like.lastStateChange(),
        like.key(),
        like.installed(),
        like.failure(),
        like.deletion());
  }

  private Store store() {
    return opened.get();
  }

  private Outcome commit(Mutation mutation) {
    return store().commit(List.of(mutation)).getFirst();
  }
}
