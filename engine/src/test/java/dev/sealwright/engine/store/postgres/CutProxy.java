package dev.sealwright.engine.store.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The network between a client and a PostgreSQL server, for tests that need it to fail: it can be
 * cut, go silent, be slow, and be lost at the worst moment, that of a commit. Without TLS, since it
 * reads along.
 *
 * <p>Threads: any; each connection has two of its own.
 */
public final class CutProxy implements AutoCloseable {
  /** On which side of the server's commit a connection is lost; the client sees the same. */
  public enum AtCommit {
    /** The server never hears of it: nothing is committed once it has noticed. */
    BEFORE,
    /** The server has committed and answered; the answer is lost. */
    AFTER
  }

  private final int serverPort;
  private final ServerSocket listener;
  private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
  private final Gate gate = new Gate();
  private final AtomicReference<Cuts> cuts = new AtomicReference<>(new Cuts(AtCommit.BEFORE, 0));
  private final AtomicInteger cutAtCommit = new AtomicInteger();
  private volatile int askedForBatch;
  private volatile boolean refusing;

  private record Cuts(AtCommit side, int left) {}

  /** Listens on a free port of 127.0.0.1, in front of a server there. */
  public CutProxy(int serverPort) {
    this.serverPort = serverPort;
    try {
      this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofPlatform().daemon().name("cut-proxy").start(this::accept);
  }

  /** Where it listens. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Closes every connection on both sides and refuses new ones, until mended. */
  public void cut() {
    refusing = true;
    drop();
  }

  /** Closes every connection on both sides; new ones are taken. */
  public void drop() {
    connections.forEach(ProxiedConnection::close);
  }

  /**
   * Nothing gets through any more in either direction, and nobody is told, as when packets are
   * lost. Mended, what waited arrives late, as TCP sees to; after a {@link #drop} it never does.
   */
  public void silence() {
    gate.shut();
  }

  /** Each piece of either direction takes this much longer; zero for no longer. */
  public void delay(Duration delay) {
    gate.delay(delay);
  }

  /** Loses the connections of the next commits, one after the other. */
  public void cutAtCommits(AtCommit side, int count) {
    cuts.set(new Cuts(side, count));
  }

  /** How many connections were lost at a commit so far. */
  public int cutAtCommit() {
    return cutAtCommit.get();
  }

  /** How often a node asked and waited for the last batch that it committed. */
  public int askedForBatch() {
    return askedForBatch;
  }

  /** All is well again, and no more commits are cut. */
  public void mend() {
    cuts.set(new Cuts(AtCommit.BEFORE, 0));
    refusing = false;
    gate.delay(Duration.ZERO);
    gate.open();
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    drop();
    gate.open();
  }

  /** Whether this commit is one to be cut on that side; if so it counts. */
  boolean takeCut(AtCommit side) {
    Cuts before =
        cuts.getAndUpdate(
            now -> now.side() == side && now.left() > 0 ? new Cuts(side, now.left() - 1) : now);
    return before.side() == side && before.left() > 0;
  }

  void wasCut() {
    cutAtCommit.incrementAndGet();
  }

  void committedBatch(int asked) {
    askedForBatch = asked;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        if (refusing) {
          client.close();
        } else {
          serve(client);
        }
      } catch (IOException e) {
        // The listener was closed, or this client or the server is gone: the next.
      }
    }
  }

  private void serve(Socket client) throws IOException {
    Socket server;
    try {
      server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
    } catch (IOException e) {
      client.close();
      throw e;
    }
    ProxiedConnection connection = new ProxiedConnection(this, gate, client, server);
    connections.add(connection);
    connection.start(() -> connections.remove(connection));
    if (refusing) {
      connection.close();
    }
  }
}
