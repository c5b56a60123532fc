package dev.sealwright.engine.crl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.ProbeStore;
import dev.sealwright.engine.TestEngine;
import dev.sealwright.engine.Until;
import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CrlScope;
import dev.sealwright.engine.authority.CrlType;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.authority.RevocationSettings.Crl;
import dev.sealwright.engine.bucket.ObjectAcl;
import dev.sealwright.engine.bucket.memory.MemoryBuckets;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.store.CrlRecord;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Store;
import dev.sealwright.engine.store.embedded.SqliteStore;
import dev.sealwright.engine.template.PublicationHosts;
import dev.sealwright.engine.x509.OpenSsl;
import dev.sealwright.engine.x509.RevocationReason;
import dev.sealwright.engine.x509.Serial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An engine that ends in the middle of a list, and the next one over the same file. */
class ListCrashTest {
  private static final PublicationHosts HOSTS = new PublicationHosts("pki.example");
  private static final Crl SETTINGS =
      new Crl(7, "lists", ObjectAcl.PUBLIC_READ, null, null, CrlType.COMPLETE, false);

  /** The commit that does not come to be. */
  enum Moment {
    NUMBER(mutation -> mutation instanceof Mutation.TakeCrlNumber),
    SIGNATURE(mutation ->
        mutation instanceof Mutation.Note note
            && note.event().kind() == AuditEvent.Kind.CRL_SIGNED),
    PUBLICATION(mutation -> mutation instanceof Mutation.PublishCrl);

    @SuppressWarnings("ImmutableEnumChecker") // each looks at its argument alone
    private final Predicate<Mutation> lost;

    Moment(Predicate<Mutation> lost) {
      this.lost = lost;
    }
  }

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void theNextStartPublishesTheRevocationUnderAHigherNumber(Moment moment) throws IOException {
    MemoryBuckets buckets = new MemoryBuckets(name -> true);
    SoftVault vault = new SoftVault("soft", 2, new SecureRandom());
    SqliteStore real = SqliteStore.open(folder.resolve("records.db"));
    ProbeStore store = new ProbeStore(real);
    Path scratch = folder.resolve("scratch");
    Publishing publishing = new Publishing(buckets, scratch);
    AuthorityId id;
    Serial serial;
    String key;
    try (TestEngine ca = new TestEngine(store, vault, HOSTS, publishing, Duration.ZERO)) {
      id = ca.activeRoot();
      key = PublicationHosts.objectKey(id, SETTINGS, CrlScope.COMPLETE);
      Authority authority = ca.engine.authority(id).orElseThrow();
      ca.engine.update(authority, null, RevocationSettings.NONE.withCrl(SETTINGS), "tester");
      String first = key;
      Until.holds("the first list", () -> buckets.object("lists", first).isPresent());
      Until.holds("is on record", () -> list(store, id).last() != null);
      serial = ca.engine.issue(TestEngine.leafOrder(id, "leaf", null));
      ca.engine.revoker().revoke(id, serial, RevocationReason.SUPERSEDED, 9, "tester");
      store.beforeCommit(batch -> {
        if (batch.stream().anyMatch(moment.lost)) {
          throw new CaException(Failure.STORE_UNAVAILABLE, "the power went");
        }
      });
      ca.clock.advance(Duration.ofSeconds(3));
      Until.holds("halted", () -> ca.engine.troubles().containsKey("store"));
    }
    real.close();
    Files.createFile(scratch.resolve("sealwright-crl-left.entries"));
    SqliteStore again = SqliteStore.open(folder.resolve("records.db"));
    long before = list(again, id).number();
    // The clock of the second start is behind: only the record makes the number higher.
    try (TestEngine ca = new TestEngine(again, vault, HOSTS, publishing, Duration.ofSeconds(1))) {
      ListReader reader = new ListReader(ca, buckets, "lists", new OpenSsl(folder));
      Until.holds(
          "the list of the second start",
          () -> {
            ca.clock.advance(Duration.ofMillis(10));
            CrlRecord list = list(again, id);
            return list.last() != null && list.last().covered() == 1;
          });
      X509CRL list = reader.read(id, key);
      assertThat(ListReader.serials(list)).containsExactly(serial);
      assertThat(ListReader.number(list)).isGreaterThan(before).isEqualTo(list(again, id).number());
    }
    assertThat(scratch).isEmptyDirectory();
  }

  private static CrlRecord list(Store store, AuthorityId id) {
    return store.attached().crls(id).stream()
        .findFirst()
        .orElse(CrlRecord.none(id, CrlScope.COMPLETE));
  }
}
