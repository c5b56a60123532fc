package dev.sealwright.engine.store.postgres;

import java.time.Duration;

/**
 * How the database is reached, and what is demanded of it.
 *
 * @param url jdbc:postgresql:..., with several hosts where there are standbys; what it says wins
 *     over what is preset here. Without sslmode, a host that is not this machine is asked for a
 *     certificate that can be verified
 * @param user absent when the URL says it
 * @param password absent when the URL or a password file says it; never logged
 * @param requireStandby whether nothing is written unless a commit waits for a standby
 * @param readers connections for reading, at least 1
 * @param lease how long a node is taken for alive after its last sign of life, at least 1 s
 * @param name of this node for those who read the record, such as host and port
 */
public record PostgresSettings(
    String url,
    String user,
    String password,
    boolean requireStandby,
    int readers,
    Duration lease,
    String name) {
  public static final int READERS = 8;
  public static final Duration LEASE = Duration.ofSeconds(10);

  public PostgresSettings {
    if (readers < 1 || lease.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("at least one reader, and a lease of at least a second");
    }
  }

  /** Such as are used when nothing else is said. */
  public static PostgresSettings of(String url, String name) {
    return new PostgresSettings(url, "", "", true, READERS, LEASE, name);
  }

  public PostgresSettings as(String user, String password) {
    return new PostgresSettings(url, user, password, requireStandby, readers, lease, name);
  }

  public PostgresSettings requiringStandby(boolean required) {
    return new PostgresSettings(url, user, password, required, readers, lease, name);
  }

  public PostgresSettings withLease(Duration other) {
    return new PostgresSettings(url, user, password, requireStandby, readers, other, name);
  }

  /** Without the password, and without what a URL may hold of one. */
  @Override
  public String toString() {
    int parameters = url.indexOf('?');
    return parameters < 0 ? url : url.substring(0, parameters);
  }
}
