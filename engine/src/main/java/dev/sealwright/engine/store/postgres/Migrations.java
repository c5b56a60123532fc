package dev.sealwright.engine.store.postgres;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;

/**
 * The versions of the tables. Nodes of two neighbouring versions work on the same tables while one
 * after another is replaced, so a node never changes them by itself: a command does. Only an empty
 * database is set up by the node that finds it so.
 */
final class Migrations {
  private static final String FOLDER = "classpath:dev/sealwright/engine/store/postgres/migration";

  private Migrations() {}

  /** Brings the tables to this version; how many steps that took. */
  static int run(DataSource source) {
    return flyway(source).migrate().migrationsExecuted;
  }

  /** Sets up an empty database, and refuses one whose tables are of an older version. */
  static void require(DataSource source) {
    Flyway flyway = flyway(source);
    MigrationInfo[] all = flyway.info().all();
    boolean untouched = true;
    boolean behind = false;
    for (MigrationInfo each : all) {
      MigrationState state = each.getState();
      behind |= state == MigrationState.PENDING;
      untouched &= state == MigrationState.PENDING;
      if (state == MigrationState.FAILED) {
        throw new CaException(
            Failure.STORE_UNAVAILABLE,
            "a migration of the tables failed half way: " + each.getScript());
      }
    }
    if (untouched) {
      flyway.migrate();
    } else if (behind) {
      throw new CaException(
          Failure.STORE_UNAVAILABLE,
          "the tables are of an older version of this program; bring them to this one with the"
              + " command: store migrate");
    }
  }

  /** Refuses a database that has no tables, or older ones; sets up nothing. */
  static void requirePresent(DataSource source) {
    for (MigrationInfo each : flyway(source).info().all()) {
      if (each.getState() == MigrationState.PENDING || each.getState() == MigrationState.FAILED) {
        throw new CaException(
            Failure.STORE_UNAVAILABLE,
            "the database has no tables of this version of the program; bring them to it with the"
                + " command: store migrate");
      }
    }
  }

  private static Flyway flyway(DataSource source) {
    return Flyway.configure(PostgresStore.class.getClassLoader())
        .dataSource(source)
        .locations(FOLDER)
        .failOnMissingLocations(true)
        // All steps or none: who opens an empty database meanwhile must not find half of them.
        .group(true)
        .load();
  }
}
