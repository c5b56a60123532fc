package dev.sealwright.engine.store.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Connections for draws alone: neither do readers make them wait, nor they readers. Threads: any.
 */
final class RatePool {
  /** At once from one node; a draw lasts about a millisecond. */
  private static final int CONNECTIONS = 4;

  /** A node that gets none for so long counts for itself. */
  private static final Duration WAIT = Duration.ofSeconds(1);

  private RatePool() {}

  /** Opens it; the database need not be there. */
  static HikariDataSource over(DataSource source) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(source);
    config.setPoolName("sealwright-rates");
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(0);
    config.setConnectionTimeout(WAIT.toMillis());
    config.setValidationTimeout(WAIT.toMillis());
    config.setInitializationFailTimeout(-1);
    return new HikariDataSource(config);
  }
}
