package dev.sealwright.engine.store.postgres;

import com.zaxxer.hikari.HikariDataSource;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.store.Cluster;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Store;
import dev.sealwright.engine.store.copy.CopyTarget;
import dev.sealwright.engine.store.sql.AuthorityCache;
import dev.sealwright.engine.store.sql.SqlStore;
import dev.sealwright.engine.store.verify.RecordAccess;
import dev.sealwright.engine.x509.Serial;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/**
 * The record in PostgreSQL, for several nodes at once.
 *
 * <p>{@link #commit} returns when the batch is on record, and on a standby if that is demanded; a
 * server that is away, or a standby, makes it wait, and {@link Cluster#trouble} say so. It fails
 * only when the store is closed meanwhile.
 *
 * <p>Instants are kept to the millisecond. Threads: as {@link Store} says.
 */
@SuppressWarnings("exports") // what it extends adds nothing to the SPI
public final class PostgresStore extends SqlStore {
  private final ReadPool readers;
  private final @Nullable HikariDataSource rates;
  private final @Nullable Writer writer;
  private final @Nullable Member member;
  private final NewsDesk desk;
  private final Cluster cluster;

  /** Those that issue; what is asked of others is rare, and should not be a moment old. */
  private final AuthorityCache cache =
      new AuthorityCache(authority -> authority.status() == CaStatus.ACTIVE);

  private PostgresStore(
      ReadPool readers,
      @Nullable HikariDataSource rates,
      @Nullable Writer writer,
      @Nullable Member member,
      NewsDesk desk,
      @Nullable Cluster cluster) {
    super(readers, PostgresDialect.TEXTS);
    this.readers = readers;
    this.rates = rates;
    this.writer = writer;
    this.member = member;
    this.desk = desk;
    this.cluster = cluster == null ? Cluster.alone(this) : cluster;
    desk.follow(new Forgetter());
  }

  /**
   * Opens the database, which is set up when it is empty, and becomes a node.
   *
   * @throws CaException STORE_UNAVAILABLE when it cannot be reached, or its tables are of another
   *     version
   */
  public static PostgresStore open(PostgresSettings settings) {
    Connections connections = reached(settings);
    prepare(connections, settings);
    var health = new Health();
    var identity = new Identity(settings.name(), settings.lease());
    var leadership = new Leadership(settings.lease());
    var desk = new NewsDesk();
    var estate = new Estate();
    var writer =
        new Writer(connections, identity, leadership::epoch, settings.requireStandby(), health);
    var readers = new ReadPool(connections.source(), settings.readers());
    var rates = RatePool.over(connections.source());
    var member =
        new Member(
            connections,
            identity,
            leadership,
            desk,
            estate,
            health,
            () -> {
              readers.renew();
              writer.renew();
            },
            settings);
    boolean opened = false;
    try {
      writer.start();
      member.start();
      var cluster =
          new PostgresCluster(
              connections,
              identity,
              leadership,
              desk,
              estate,
              member,
              health,
              new PostgresRateLedger(rates));
      opened = true;
      return new PostgresStore(readers, rates, writer, member, desk, cluster);
    } catch (SQLException e) {
      throw unreachable(settings, e);
    } finally {
      if (!opened) {
        member.close();
        writer.close();
        readers.close();
        rates.close();
      }
    }
  }

  /**
   * Opens the database for reading alone: every commit is refused, and it is no node.
   *
   * @throws CaException STORE_UNAVAILABLE when it cannot be reached, or has no tables or older ones
   */
  public static PostgresStore openForReading(PostgresSettings settings) {
    Connections connections = new Connections(settings);
    requirePresent(connections, settings);
    try (Connection _ = connections.source().getConnection()) {
      return new PostgresStore(
          new ReadPool(connections.source(), 1), null, null, null, new NewsDesk(), null);
    } catch (SQLException e) {
      throw unreachable(settings, e);
    }
  }

  /**
   * Brings the tables to the version of this program. Nodes of the version before go on with them.
   *
   * @return how many steps that took
   */
  public static int migrate(PostgresSettings settings) {
    try {
      return Migrations.run(reached(settings).source());
    } catch (FlywayException e) {
      throw new CaException(Failure.STORE_UNAVAILABLE, "the tables could not be migrated", e);
    }
  }

  /**
   * The tables as they are, for a verification; no node.
   *
   * @throws CaException STORE_UNAVAILABLE when they cannot be reached, or are of another version
   */
  public static RecordAccess access(PostgresSettings settings) {
    Connections connections = new Connections(settings);
    requirePresent(connections, settings);
    return new PostgresAccess(connections, settings.toString());
  }

  /**
   * An empty database that is to be filled; its tables are made when it has none.
   *
   * @throws CaException STORE_UNAVAILABLE when it cannot be reached, or its tables are of another
   *     version
   */
  public static CopyTarget copyTarget(PostgresSettings settings) {
    Connections connections = new Connections(settings);
    prepare(connections, settings);
    try {
      return new EmptyDatabase(connections.filling(), settings.toString());
    } catch (SQLException e) {
      throw unreachable(settings, e);
    }
  }

  private static Connections reached(PostgresSettings settings) {
    Connections connections = new Connections(settings);
    try {
      connections.await();
      return connections;
    } catch (SQLException e) {
      throw unreachable(settings, e);
    }
  }

  private static void requirePresent(Connections connections, PostgresSettings settings) {
    try {
      Migrations.requirePresent(connections.source());
    } catch (FlywayException e) {
      throw new CaException(
          Failure.STORE_UNAVAILABLE, settings + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static void prepare(Connections connections, PostgresSettings settings) {
    try {
      Migrations.require(connections.source());
    } catch (FlywayException e) {
      throw new CaException(
          Failure.STORE_UNAVAILABLE, settings + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static CaException unreachable(PostgresSettings settings, SQLException e) {
    return new CaException(
        Failure.STORE_UNAVAILABLE, settings + " cannot be reached: " + e.getMessage(), e);
  }

  @Override
  public List<Outcome> commit(List<Mutation> batch) {
    if (writer == null) {
      throw new CaException(Failure.STORE_UNAVAILABLE, "the store is open for reading alone");
    }
    List<Outcome> outcomes = List.of();
    try {
      outcomes = writer.commit(batch);
      return outcomes;
    } finally {
      cache.written(batch);
      for (int i = 0; i < outcomes.size(); i++) {
        // Somebody else changed what it was made from.
        if (outcomes.get(i).equals(Outcome.STALE)
            && batch.get(i) instanceof Mutation.Reserve reserve) {
          cache.forget(reserve.reservation().authority());
        }
      }
    }
  }

  @Override
  public Optional<Authority> authority(AuthorityId id) {
    return desk.isFresh() ? cache.get(id, () -> super.authority(id)) : super.authority(id);
  }

  @Override
  public Optional<Authority> authorityOnRecord(AuthorityId id) {
    return super.authority(id);
  }

  @Override
  public Cluster cluster() {
    return cluster;
  }

  /** Ends a commit that is under way; a second call does nothing. */
  @Override
  public void close() {
    if (writer != null) {
      writer.close();
    }
    if (member != null) {
      member.close();
    }
    if (rates != null) {
      rates.close();
    }
    readers.close();
  }

  private final class Forgetter implements Cluster.Follower {
    @Override
    public void changed(AuthorityId id) {
      cache.forget(id);
    }

    @Override
    public void revoked(AuthorityId id, Serial serial) {
      // Nothing is remembered of certificates.
    }

    @Override
    public void signerChanged(AuthorityId id) {
      // Nothing is remembered of signers.
    }

    @Override
    public void reportBegun(AuthorityId id) {
      // Nothing is remembered of reports.
    }

    @Override
    public void missed() {
      cache.forgetAll();
    }
  }
}
