package dev.sealwright.benchmarks.ocsp;

import dev.sealwright.benchmarks.load.HttpConnection;
import dev.sealwright.benchmarks.measure.ClosedLoop;
import dev.sealwright.benchmarks.measure.Turns;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.SocketFactory;

/**
 * The process of the clients of one case: kept connections, each with one request at a time for a
 * certificate at random. Some of the answers are judged when a round is over.
 *
 * <p>Threads: those of {@link ClosedLoop}.
 */
final class OcspLoad {
  static final int CONNECTIONS = 64;

  /** Of so many answers of a connection one is judged, and the first of each round. */
  private static final int JUDGED = 2_000;

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** An OCSPResponse without an answer in it (RFC 6960 4.2.1) has as many bytes. */
  private static final int ERROR_BYTES = 5;

  private final Asking asking;
  private final AnswerCheck check;
  private final List<Inquiry> inquiries = new ArrayList<>();
  private final List<ClosedLoop.Caller> clients = new ArrayList<>();
  private final Queue<Sample> samples = new ConcurrentLinkedQueue<>();

  private OcspLoad(Asking asking, Estate estate) {
    this.asking = asking;
    this.check = new AnswerCheck(estate.root());
    for (X509Certificate certificate : estate.good()) {
      inquiries.add(Inquiry.of(asking, estate.root(), certificate, false));
    }
    for (X509Certificate certificate : estate.revoked()) {
      inquiries.add(Inquiry.of(asking, estate.root(), certificate, true));
    }
    URI responder = Inquiry.responder(estate.issued().getFirst());
    var address = new InetSocketAddress(responder.getHost(), responder.getPort());
    for (int i = 0; i < CONNECTIONS; i++) {
      clients.add(new Client(address));
    }
  }

  /**
   * Takes turns.
   *
   * @param arguments the name of an {@link Asking}, a folder with an {@link Estate}
   */
  public static void main(String[] arguments)
      throws IOException, InterruptedException, GeneralSecurityException {
    var load = new OcspLoad(Asking.valueOf(arguments[0]), Estate.read(Path.of(arguments[1])));
    var loop = new ClosedLoop(load.clients);
    Turns.take(length -> loop.round(length) + load.judged());
  }

  /** What came, to be judged when there is time. */
  private static final class Sample {
    private final Inquiry inquiry;
    private final byte[] request;
    private final byte[] answer;

    private Sample(Inquiry inquiry, byte[] request, byte[] answer) {
      this.inquiry = inquiry;
      this.request = request;
      this.answer = answer;
    }
  }

  /** One connection. The listener ends those that idle between rounds. */
  private final class Client implements ClosedLoop.Caller {
    private final HttpConnection connection;
    private int until;

    private Client(InetSocketAddress address) {
      this.connection = new HttpConnection(address, SocketFactory.getDefault(), TIMEOUT);
    }

    @Override
    public void prepare() throws IOException {
      connection.open();
      until = 0;
    }

    @Override
    public boolean call() throws IOException {
      var random = ThreadLocalRandom.current();
      Inquiry inquiry = inquiries.get(random.nextInt(inquiries.size()));
      byte[] request = inquiry.request();
      int status = connection.call(request);
      if (status != asking.status() || (asking.isOcsp() && !isAnswer(connection))) {
        throw new ProtocolException("status " + status + ": " + connection.text());
      }
      if (asking.isOcsp() && until-- == 0) {
        until = JUDGED;
        samples.add(new Sample(inquiry, request, connection.body()));
      }
      return true;
    }
  }

  /** Whether the last answer is more than an error. */
  static boolean isAnswer(HttpConnection connection) {
    return connection.bodyLength() > ERROR_BYTES;
  }

  private String judged() {
    int verified = 0;
    int wrong = 0;
    for (Sample sample = samples.poll(); sample != null; sample = samples.poll()) {
      Optional<String> trouble = wrong(sample);
      if (trouble.isPresent()) {
        if (wrong++ == 0) {
          System.err.println("a wrong answer: " + trouble.get());
        }
      } else {
        verified++;
      }
    }
    return " verified=" + verified + " wrong=" + wrong;
  }

  private Optional<String> wrong(Sample sample) {
    try {
      return check.wrong(
          sample.inquiry.certificate(),
          sample.inquiry.isRevoked(),
          sample.inquiry.nonce(sample.request),
          sample.answer);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the JDK cannot judge an answer", e);
    }
  }
}
