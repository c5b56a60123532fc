package dev.sealwright.engine.store.postgres;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;

/**
 * One connection through {@link CutProxy}. What the client says goes through message by message, so
 * that a COMMIT is known; what the server says, as it comes.
 *
 * <p>Threads: one for each direction; closed by any.
 */
final class ProxiedConnection {
  /** Request codes in place of a protocol version: SSLRequest and GSSENCRequest. */
  private static final int SSL_REQUEST = 80877103;

  private static final int GSS_REQUEST = 80877104;

  private final CutProxy proxy;
  private final Gate gate;
  private final Socket client;
  private final Socket server;
  private final StatementSpotter commits = StatementSpotter.ofCommits();
  private final StatementSpotter batches =
      new StatementSpotter(sql -> sql.contains("UPDATE node SET batch"));

  // Of the transaction under way; the direction of the client.
  private int asked;
  private boolean isBatch;
  private boolean isCommitted;

  /** Once the server was told to commit, and until its answer, which is to be lost. */
  private volatile boolean answerIsLost;

  ProxiedConnection(CutProxy proxy, Gate gate, Socket client, Socket server) {
    this.proxy = proxy;
    this.gate = gate;
    this.client = client;
    this.server = server;
  }

  /**
   * Begins.
   *
   * @param end run once when both sides are closed
   */
  void start(Runnable end) {
    Thread answers = Thread.ofVirtual().start(() -> pump(this::fromServer));
    Thread.ofVirtual()
        .start(() -> {
          pump(this::fromClient);
          join(answers);
          end.run();
        });
  }

  void close() {
    closed(client);
    closed(server);
  }

  private interface Direction {
    void run() throws IOException, InterruptedException;
  }

  /** When one direction ends, the other does. */
  private void pump(Direction direction) {
    try {
      direction.run();
    } catch (IOException e) {
      // One of the two is gone.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close();
    }
  }

  private void fromClient() throws IOException, InterruptedException {
    client.setTcpNoDelay(true);
    server.setTcpNoDelay(true);
    DataInputStream in =
        new DataInputStream(new BufferedInputStream(client.getInputStream(), 1 << 16));
    DataOutputStream out = new DataOutputStream(server.getOutputStream());
    start(in, out);
    // What came together goes on together: half of it would hold its locks as long as this lives.
    ByteArrayOutputStream together = new ByteArrayOutputStream();
    while (true) {
      byte type = in.readByte();
      byte[] body = body(in, in.readInt());
      if (commits.runs(type, body)) {
        if (proxy.takeCut(CutProxy.AtCommit.BEFORE)) {
          proxy.wasCut();
          return;
        }
        answerIsLost = proxy.takeCut(CutProxy.AtCommit.AFTER);
        isCommitted = true;
      }
      isBatch |= batches.runs(type, body);
      count(type);
      byte[] message = new byte[5 + body.length];
      message[0] = type;
      for (int i = 0; i < 4; i++) {
        message[1 + i] = (byte) ((body.length + 4) >>> (24 - 8 * i));
      }
      System.arraycopy(body, 0, message, 5, body.length);
      together.writeBytes(message);
      if (in.available() == 0) {
        gate.pass();
        together.writeTo(out);
        together.reset();
      }
    }
  }

  /** A client waits behind a Sync; a Query of the driver is a BEGIN, behind which it goes on. */
  private void count(byte type) {
    if (type != 'S') {
      return;
    }
    asked++;
    if (isCommitted) {
      if (isBatch) {
        proxy.committedBatch(asked);
      }
      asked = 0;
      isBatch = false;
      isCommitted = false;
    }
  }

  /** A start-up message or a request to cancel, which have no type; encryption is declined. */
  private void start(DataInputStream in, DataOutputStream out)
      throws IOException, InterruptedException {
    while (true) {
      int length = in.readInt();
      byte[] body = body(in, length);
      int code = ByteBuffer.wrap(body).getInt();
      gate.pass();
      if (code == SSL_REQUEST || code == GSS_REQUEST) {
        client.getOutputStream().write('N');
        continue;
      }
      out.writeInt(length);
      out.write(body);
      out.flush();
      return;
    }
  }

  private void fromServer() throws IOException, InterruptedException {
    InputStream in = server.getInputStream();
    OutputStream out = client.getOutputStream();
    byte[] piece = new byte[1 << 16];
    while (true) {
      int length = in.read(piece);
      if (length < 0) {
        return;
      }
      // The server says nothing of what came together until all of it is done.
      if (answerIsLost) {
        proxy.wasCut();
        return;
      }
      gate.pass();
      out.write(piece, 0, length);
    }
  }

  private static byte[] body(DataInputStream in, int length) throws IOException {
    if (length < 4 || length > 1 << 30) {
      throw new EOFException("not a message of PostgreSQL");
    }
    return in.readNBytes(length - 4);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void closed(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone all the same.
    }
  }
}
