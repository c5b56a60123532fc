package dev.sealwright.api.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.SocketWriterException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS over the plain socket of a connection.
 *
 * <p>Our own, since Helidon's shakes hands before anything of ours knows of the connection, without
 * a bound, and asks the name service for the peer's name before that (decision 0026).
 *
 * <p>Threads: the connection's reads, it and one other write. An end of the stream without
 * close_notify counts as an end: HTTP says itself where a message ends, so cutting one short gains
 * nothing.
 */
final class TlsChannel implements Channel {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final HelidonSocket socket;
  private final SSLEngine engine;
  private final TlsRecords records;
  private final DataWriter writer = new Writer();

  /** Records must leave in the order in which they were numbered. */
  private final ReentrantLock sending = new ReentrantLock();

  TlsChannel(HelidonSocket socket, SSLEngine engine) {
    this.socket = socket;
    this.engine = engine;
    this.records = new TlsRecords(socket);
  }

  @Override
  public void open() throws IOException {
    try {
      if (records.first() >= 0 && !TlsRecords.begins(records.first())) {
        refuse(records.first());
        throw new SSLException("the client does not speak TLS");
      }
      shakeHands();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void shakeHands() throws IOException {
    engine.beginHandshake();
    try {
      while (true) {
        switch (engine.getHandshakeStatus()) {
          case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
            if (receive() == null) {
              throw new EOFException("the client left before the handshake was done");
            }
          }
          case NEED_WRAP -> send(NOTHING);
          case NEED_TASK -> runTasks();
          case FINISHED, NOT_HANDSHAKING -> {
            return;
          }
        }
      }
    } catch (SSLException e) {
      end(); // The alert that says why.
      throw e;
    }
  }

  private void runTasks() {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
  }

  /** Somebody forgot an s: says so in plain HTTP, as nothing else would be understood. */
  private void refuse(int first) {
    if (first >= 'A' && first <= 'Z') {
      HttpResponse answer = ErrorAnswer.withoutTls();
      socket.write(BufferData.create(ServerAnswers.whole("400 Bad Request", answer)));
    }
  }

  @Override
  public byte @Nullable [] read() {
    try {
      while (true) {
        byte[] plain = receive();
        if (plain == null) {
          return null;
        }
        settle();
        if (plain.length > 0) {
          return plain;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What one record had for us; null when the stream is at its end, or the peer says so. */
  private byte @Nullable [] receive() throws IOException {
    ByteBuffer sealed = records.next();
    if (sealed == null) {
      return null;
    }
    byte[] plain = new byte[records.length()];
    ByteBuffer opened = ByteBuffer.wrap(plain);
    SSLEngineResult result = engine.unwrap(sealed, opened);
    return switch (result.getStatus()) {
      case OK -> opened.hasRemaining() ? Arrays.copyOf(plain, opened.position()) : plain;
      case CLOSED -> null;
      case BUFFER_OVERFLOW, BUFFER_UNDERFLOW ->
          throw new SSLException("a TLS record that is not what its header says");
    };
  }

  /** Answers what TLS itself asked for behind the handshake. */
  private void settle() throws IOException {
    HandshakeStatus status = engine.getHandshakeStatus();
    if (status == HandshakeStatus.NEED_TASK) {
      // TLS 1.2 lets a client ask for handshakes without end, each dear to us and cheap to it.
      throw new SSLException("renegotiation is not offered");
    }
    if (status == HandshakeStatus.NEED_WRAP) {
      send(NOTHING);
    }
  }

  /** Whether anything was sent. */
  private boolean send(ByteBuffer plain) throws IOException {
    boolean sent = false;
    try {
      sending.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("cut while waiting to write").initCause(e);
    }
    try {
      do {
        ByteBuffer sealed = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        SSLEngineResult result = engine.wrap(plain, sealed);
        if (result.bytesProduced() > 0) {
          socket.write(BufferData.create(sealed.array(), 0, sealed.position()));
          sent = true;
        } else if (plain.hasRemaining()) {
          throw new SSLException("the TLS connection is closed");
        }
      } while (plain.hasRemaining());
      return sent;
    } finally {
      sending.unlock();
    }
  }

  @Override
  public DataWriter writer() {
    return writer;
  }

  @Override
  public boolean secure() {
    return true;
  }

  @Override
  public void end() {
    engine.closeOutbound();
    try {
      while (!engine.isOutboundDone() && send(NOTHING)) {
        // What is left of the handshake, then the alert.
      }
    } catch (IOException | UncheckedIOException e) {
      // The peer is gone, or the engine has said all that it had to say.
    }
  }

  private final class Writer implements DataWriter {
    @Override
    public void write(BufferData buffer) {
      try {
        send(ByteBuffer.wrap(buffer.readBytes()));
      } catch (IOException | UncheckedIOException e) {
        throw new SocketWriterException(e);
      }
    }

    @Override
    public void write(BufferData... buffers) {
      write(BufferData.create(buffers));
    }

    @Override
    public void writeNow(BufferData buffer) {
      write(buffer);
    }

    @Override
    public void writeNow(BufferData... buffers) {
      write(buffers);
    }
  }
}
