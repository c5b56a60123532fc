package dev.sealwright.engine.store.postgres;

import dev.sealwright.engine.MostlyWaits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a node knows of a database that goes away and comes back. */
@MostlyWaits
class OutageTest {
  @Test
  @Timeout(120)
  void aNodeThatWritesNothingLearnsThatTheDatabaseIsBack() throws Exception {
    try (PostgresServer server = PostgresServer.start()) {
      TestDatabase database = server.database();
      PostgresSettings settings =
          PostgresSettings.of(database.url(), "test")
              .as(database.user(), database.password())
              .requiringStandby(false);
      try (PostgresStore store = PostgresStore.open(settings)) {
        server.kill();
        while (store.cluster().trouble().isEmpty()) {
          Thread.sleep(20);
        }

        server.resume();

        while (store.cluster().trouble().isPresent()) {
          Thread.sleep(20);
        }
      }
    }
  }
}
