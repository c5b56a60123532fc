package dev.sealwright.engine.store.postgres;

import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/**
 * Stores over one database, each of which reaches it through a network of its own.
 *
 * <p>Threads: opened and closed by one at a time; the rest by any.
 */
final class Nodes implements AutoCloseable {
  /** Short, so that a test need not wait long for the end of a node. */
  static final Duration LEASE = Duration.ofSeconds(2);

  /** A store and what lies between it and its database. */
  record Node(PostgresStore store, CutProxy network) {
    /** The only outcome of the only mutation. */
    Outcome commit(Mutation mutation) {
      return store.commit(List.of(mutation)).getFirst();
    }

    /** On a thread of its own. */
    CompletableFuture<List<Outcome>> commitAside(List<? extends Mutation> batch) {
      return CompletableFuture.supplyAsync(
          () -> store.commit(List.copyOf(batch)),
          task -> Thread.ofPlatform().daemon().name("committing").start(task));
    }
  }

  private final PostgresServer server;
  private final TestDatabase database;
  private final List<Node> opened = new ArrayList<>();

  /**
   * @param database set up already, or to be set up by the first node
   */
  Nodes(PostgresServer server, TestDatabase database) {
    this.server = server;
    this.database = database;
  }

  /** A database of the shared server, with tables and nothing in them. */
  static TestDatabase newDatabase() {
    try {
      TestDatabase made = PostgresServer.shared().database();
      PostgresStore.migrate(PostgresStoreTest.settings(made));
      return made;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A node that does not ask for a standby. */
  Node open() {
    return open(settings -> settings.requiringStandby(false));
  }

  /** A node that is told what is demanded. */
  Node open(UnaryOperator<PostgresSettings> demanded) {
    CutProxy network = new CutProxy(server.port());
    TestDatabase through = server.through(network.port(), database);
    PostgresSettings settings =
        PostgresSettings.of(through.url(), "node " + opened.size())
            .as(through.user(), through.password())
            .withLease(LEASE);
    boolean ready = false;
    try {
      Node node = new Node(PostgresStore.open(demanded.apply(settings)), network);
      opened.add(node);
      ready = true;
      return node;
    } finally {
      if (!ready) {
        network.close();
      }
    }
  }

  /** As if by kill -9: it says nothing any more, and its connections are closed. */
  void kill(Node node) {
    node.network().cut();
    node.store().close();
  }

  /** What a number query finds, asked past all networks. */
  long count(String query) {
    return Long.parseLong(rows(query).getFirst());
  }

  /** The first column. */
  List<String> rows(String query) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      List<String> rows = new ArrayList<>();
      while (row.next()) {
        rows.add(row.getString(1));
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(query, e);
    }
  }

  /** Statements of an administrator who owns the tables. */
  void execute(String... statements) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(String.join("; ", statements), e);
    }
  }

  TestDatabase database() {
    return database;
  }

  /** All at once: each may take a moment to say that it leaves. */
  @Override
  public void close() {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Node node : opened) {
        threads.execute(() -> {
          node.store().close();
          node.network().close();
        });
      }
    }
  }
}
