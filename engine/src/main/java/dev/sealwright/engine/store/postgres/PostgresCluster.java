package dev.sealwright.engine.store.postgres;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.store.Cluster;
import dev.sealwright.engine.store.RateLedger;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** The nodes that have the database open. Threads: any. */
final class PostgresCluster implements Cluster {
  private final Connections connections;
  private final Identity identity;
  private final Leadership leadership;
  private final NewsDesk desk;
  private final Estate estate;
  private final Member member;
  private final Health health;
  private final RateLedger rates;

  PostgresCluster(
      Connections connections,
      Identity identity,
      Leadership leadership,
      NewsDesk desk,
      Estate estate,
      Member member,
      Health health,
      RateLedger rates) {
    this.connections = connections;
    this.identity = identity;
    this.leadership = leadership;
    this.desk = desk;
    this.estate = estate;
    this.member = member;
    this.health = health;
    this.rates = rates;
  }

  @Override
  public boolean leads() {
    return leadership.leads();
  }

  @Override
  public Legacy adopt() {
    if (!leads() || !member.legacyWaits()) {
      return Legacy.NONE;
    }
    try (Connection connection = connections.writing()) {
      Legacy legacy = estate.adopt(connection, identity.node());
      member.legacyTaken();
      return legacy;
    } catch (SQLException e) {
      throw new CaException(Failure.STORE_UNAVAILABLE, "nothing could be taken over", e);
    }
  }

  @Override
  public void follow(Follower follower) {
    desk.follow(follower);
  }

  @Override
  public Optional<String> trouble() {
    return health.trouble();
  }

  @Override
  public Optional<RateLedger> rates() {
    return Optional.of(rates);
  }
}
