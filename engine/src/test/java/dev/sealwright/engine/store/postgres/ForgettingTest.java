package dev.sealwright.engine.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.Tag;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.StoreFixtures;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That the end of an authority reaches every table, those of later migrations included. */
// The nodes are opened before each test.
@SuppressWarnings("NullAway.Init")
@Timeout(120)
class ForgettingTest {
  /** Whole tables; parts have what theirs have. */
  private static final String TABLES =
      """
      SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
        AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname NOT LIKE 'flyway%'\
      """;

  private Nodes nodes;
  private Nodes.Node node;

  @BeforeEach
  void open() throws SQLException {
    nodes = new Nodes(PostgresServer.shared(), PostgresServer.shared().database());
    node = nodes.open();
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  @Test
  void everyTableOfAnAuthoritysThingsIsNamed() {
    Set<String> named = new TreeSet<>(PostgresDialect.OF_CERTIFICATES);
    named.addAll(PostgresDialect.OF_AUTHORITY.keySet());
    named.add("certificate");
    // The log outlives them; news are forgotten in minutes.
    named.add("audit_event");
    named.add("news");
    assertThat(
            nodes.rows(
                TABLES
                    + """
                     AND EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid
                      AND a.attname = 'authority' AND NOT a.attisdropped)\
                    """))
        .containsExactlyInAnyOrderElementsOf(named);
    for (String table : PostgresDialect.OF_CERTIFICATES) {
      assertThat(nodes.rows("SELECT serial FROM " + table)).as("has a serial").isEmpty();
    }
  }

  @Test
  void nothingIsLeftInAnyTableButTheAuditLog() {
    Authority ending = StoreFixtures.active();
    List<Mutation> life = new ArrayList<>();
    life.add(StoreFixtures.creation(ending));
    life.add(
        new Mutation.ChangeTags(
            ending.id(),
            List.of(),
            List.of(new Tag("key", "value")),
            StoreFixtures.event(ending.id(), AuditEvent.Kind.TAGS_CHANGED)));
    for (int i = 0; i < 25; i++) {
      Reservation reservation = StoreFixtures.reservation(ending);
      life.add(StoreFixtures.reserve(reservation));
      life.add(i % 2 == 0 ? StoreFixtures.seal(reservation) : StoreFixtures.close(reservation));
    }
    life.add(StoreFixtures.reserve(StoreFixtures.reservation(ending)));
    life.add(
        new Mutation.RemoveAuthority(
            ending.id(),
            ending.version(),
            StoreFixtures.event(ending.id(), AuditEvent.Kind.AUTHORITY_REMOVED)));
    life.add(
        new Mutation.KeyDestroyed(
            ending.id(), StoreFixtures.event(ending.id(), AuditEvent.Kind.KEY_DESTROYED)));
    assertThat(node.store().commit(life)).containsOnly(Outcome.APPLIED);
    Authority staying = StoreFixtures.active();
    Reservation kept = StoreFixtures.reservation(staying);
    node.store().commit(List.of(StoreFixtures.creation(staying), StoreFixtures.reserve(kept)));

    Mutation forget = new Mutation.Forget(ending.id(), 10);
    int commits = 0;
    while (node.commit(forget).equals(Outcome.APPLIED)) {
      commits++;
    }
    // The last of three chunks of certificates, then a table of the authority's in each.
    assertThat(commits).isGreaterThanOrEqualTo(4);

    String id = "'\\x" + ending.id().value().toString().replace("-", "") + "'";
    Set<String> left = new TreeSet<>();
    for (String table :
        nodes.rows(
            TABLES
                + """
                 AND EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid
                  AND a.attname = 'authority' AND NOT a.attisdropped)\
                """)) {
      if (nodes.count("SELECT count(*) FROM " + table + " WHERE authority = " + id) > 0) {
        left.add(table);
      }
    }
    assertThat(left).containsExactly("audit_event", "news");
    assertThat(nodes.count("SELECT count(*) FROM authority WHERE id = " + id)).isZero();
    assertThat(node.store().openReservations(9)).containsExactly(kept);
    assertThat(node.store().issued(staying.id())).isEqualTo(1);
  }
}
