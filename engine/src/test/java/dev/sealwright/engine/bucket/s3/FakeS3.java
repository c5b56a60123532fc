package dev.sealwright.engine.bucket.s3;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sealwright.engine.x509.Octets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A store that speaks the protocol of S3 over HTTP as far as buckets need it, keeps what it is
 * given in memory, and misbehaves when told to.
 */
final class FakeS3 implements AutoCloseable {
  static final String KEY_ID = "AKIAFAKES3";

  /** How the next requests are met. */
  sealed interface Mood {
    /** As it should be. */
    record Good() implements Mood {}

    /** With an error of S3. */
    record Refusing(int status, String code) implements Mood {}

    /** The same, but only so many times. */
    record RefusingAtFirst(int status, int times) implements Mood {}

    /** Never. */
    record Silent() implements Mood {}

    /** By the end of the connection. */
    record Cutting() implements Mood {}
  }

  /** What was put; names of headers in small letters. */
  record Stored(Octets content, Map<String, String> headers) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Set<String> buckets = ConcurrentHashMap.newKeySet();
  private final Map<String, Stored> objects = new ConcurrentHashMap<>();
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private volatile Mood mood = new Mood.Good();

  FakeS3(String... buckets) {
    this.buckets.addAll(List.of(buckets));
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  void become(Mood other) {
    mood = other;
  }

  /** Method and path of each request. */
  List<String> requests() {
    return requests;
  }

  Map<String, Stored> objects() {
    return objects;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String path = exchange.getRequestURI().getPath();
      requests.add(exchange.getRequestMethod() + " " + path);
      int before = requests.size();
      switch (mood) {
        case Mood.Good _ -> serve(exchange, path, body);
        case Mood.Refusing refusing -> error(exchange, refusing.status(), refusing.code());
        case Mood.RefusingAtFirst refusing -> {
          if (before <= refusing.times()) {
            error(exchange, refusing.status(), "SlowDown");
          } else {
            serve(exchange, path, body);
          }
        }
        case Mood.Silent _ -> closing.await();
        case Mood.Cutting _ -> {
          // Closed without an answer.
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(HttpExchange exchange, String path, byte[] body) throws IOException {
    Map<String, String> headers = headers(exchange);
    String wrong = wrong(headers, body);
    String[] parts = path.substring(1).split("/", 2);
    if (!wrong.isEmpty()) {
      error(exchange, 400, wrong);
    } else if (!buckets.contains(parts[0])) {
      error(exchange, 404, "NoSuchBucket");
    } else if (exchange.getRequestMethod().equals("HEAD") && parts.length == 1) {
      exchange.sendResponseHeaders(200, -1);
    } else if (exchange.getRequestMethod().equals("PUT") && parts.length == 2) {
      objects.put(path.substring(1), new Stored(Octets.copyOf(body), headers));
      exchange.sendResponseHeaders(200, -1);
    } else {
      error(exchange, 405, "MethodNotAllowed");
    }
  }

  private static Map<String, String> headers(HttpExchange exchange) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name, String.join(",", values)));
    return headers;
  }

  /** Empty when it is signed as SigV4 wants, and arrived whole. */
  private static String wrong(Map<String, String> headers, byte[] body) {
    String authorization = headers.getOrDefault("authorization", "");
    if (!authorization.startsWith("AWS4-HMAC-SHA256 Credential=" + KEY_ID + "/")
        || !authorization.matches(".*SignedHeaders=[a-z0-9;-]*x-amz-content-sha256[a-z0-9;-]*.*")
        || !authorization.matches(".*Signature=[0-9a-f]{64}")
        || !headers.getOrDefault("x-amz-date", "").matches("[0-9]{8}T[0-9]{6}Z")) {
      return "NotSigned";
    }
    byte[] digest = sha256(body);
    String signed = headers.getOrDefault("x-amz-content-sha256", "");
    if (!signed.equals("UNSIGNED-PAYLOAD") && !signed.equals(HexFormat.of().formatHex(digest))) {
      return "XAmzContentSHA256Mismatch";
    }
    String checksum = headers.get("x-amz-checksum-sha256");
    return checksum == null || checksum.equals(Base64.getEncoder().encodeToString(digest))
        ? ""
        : "BadDigest";
  }

  private static void error(HttpExchange exchange, int status, String code) throws IOException {
    byte[] body =
        ("<?xml version=\"1.0\"?><Error><Code>"
                + code
                + "</Code><Message>internal-host-7 says no</Message></Error>")
            .getBytes(StandardCharsets.UTF_8);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
    } else {
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static byte[] sha256(byte[] body) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(body);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.close();
  }
}
