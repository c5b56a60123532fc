package dev.sealwright.benchmarks.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sealwright.benchmarks.line.Requests;
import dev.sealwright.benchmarks.load.ApiAnswer;
import dev.sealwright.benchmarks.load.ApiConnection;
import dev.sealwright.benchmarks.load.RootAuthority;
import dev.sealwright.benchmarks.load.ServerProcess;
import dev.sealwright.benchmarks.measure.ClosedLoop;
import dev.sealwright.benchmarks.measure.Turns;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.SocketFactory;

/** The process of the callers: kept connections, each with one IssueCertificate at a time. */
final class HttpLoad {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final String BUSY = "ThrottlingException";

  private HttpLoad() {}

  /**
   * Makes a CA, then takes turns.
   *
   * @param arguments endpoint, KeyAlgorithm and SigningAlgorithm of the API, then the certificate
   *     to trust when the endpoint speaks TLS
   */
  public static void main(String[] arguments)
      throws IOException, InterruptedException, GeneralSecurityException {
    URI endpoint = URI.create(arguments[0]);
    SocketFactory sockets =
        arguments.length > 3
            ? ServerCertificate.sockets(Path.of(arguments[3]))
            : SocketFactory.getDefault();
    List<ApiConnection> connections = new ArrayList<>();
    for (int i = 0; i < HttpBenchmark.CONNECTIONS; i++) {
      connections.add(new ApiConnection(endpoint, ServerProcess.ADMINISTRATOR, sockets, TIMEOUT));
    }
    RootAuthority authority =
        RootAuthority.create(connections.getFirst(), "Benchmark", arguments[1], arguments[2]);
    List<byte[]> bodies = new ArrayList<>();
    for (var csr : Requests.distinct(HttpBenchmark.REQUESTS)) {
      bodies.add(authority.order(new String(csr.toArray(), US_ASCII), "").getBytes(UTF_8));
    }
    List<ClosedLoop.Caller> callers = new ArrayList<>();
    connections.forEach(api -> callers.add(() -> issue(api, bodies)));
    Turns.take(new ClosedLoop(callers)::round);
    connections.forEach(ApiConnection::close);
  }

  private static boolean issue(ApiConnection api, List<byte[]> bodies) throws IOException {
    var random = ThreadLocalRandom.current();
    ApiAnswer answer = api.call("IssueCertificate", bodies.get(random.nextInt(bodies.size())));
    if (!answer.ok() && !answer.error().equals(BUSY)) {
      throw new ProtocolException(answer.body());
    }
    return answer.ok();
  }
}
