package dev.sealwright.api.publish;

import dev.sealwright.api.http.RawClient;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.bucket.ObjectAcl;
import dev.sealwright.engine.bucket.folder.FolderBuckets;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** A publication listener over folders, and clients of it. */
final class PublicationFixture implements AutoCloseable {
  static final String BUCKET = "lists-1";

  final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  final FolderBuckets buckets;
  private final PublicationServer server;

  PublicationFixture(Path root) {
    this(root, 1_000_000, Optional.empty(), List.of());
  }

  PublicationFixture(
      Path root, int rate, Optional<OcspResponder> ocsp, List<Authority> authorities) {
    this(root, rate, ocsp, authorities, Clock.systemUTC());
  }

  PublicationFixture(
      Path root, int rate, Optional<OcspResponder> ocsp, List<Authority> authorities, Clock clock) {
    buckets = new FolderBuckets(root, true);
    server =
        PublicationServer.start(
            new PublicationServer.Settings(InetAddress.getLoopbackAddress(), 0, rate),
            new PublicationServer.Sources(Optional.of(buckets), ocsp, () -> authorities),
            clock,
            metrics);
  }

  int port() {
    return server.port();
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.port() + path;
  }

  void put(String key, byte[] content) {
    put(key, ObjectAcl.PUBLIC_READ, content);
  }

  void put(String key, ObjectAcl acl, byte[] content) {
    buckets.put(BUCKET, key, acl, out -> out.write(content));
  }

  /** One request with these lines of header behind the first, over a connection of its own. */
  RawClient.Answer ask(String method, String path, String... headers) throws IOException {
    StringBuilder lines = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    if (List.of(headers).stream().noneMatch(header -> header.startsWith("Host:"))) {
      lines.append("Host: localhost\r\n");
    }
    for (String header : headers) {
      lines.append(header).append("\r\n");
    }
    try (RawClient client = new RawClient(port())) {
      RawClient.Answer head = client.send(lines + "\r\n").answer("HEAD");
      return head;
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
