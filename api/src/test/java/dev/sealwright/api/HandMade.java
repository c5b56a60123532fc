package dev.sealwright.api;

import dev.sealwright.api.auth.PlainSigner;
import dev.sealwright.api.http.ErrorAnswer;
import dev.sealwright.api.http.Header;
import dev.sealwright.api.http.HttpRequest;
import dev.sealwright.api.http.RawClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Requests that no SDK would make: put together and signed by hand, sent byte for byte. */
record HandMade(ServerProcess server) {
  private static final DateTimeFormatter AMZ_DATE =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** The signer whom the server knows, at this moment. */
  PlainSigner signer() {
    return signer(ServerProcess.SECRET, Instant.now(), "us-east-1", "acm-pca");
  }

  PlainSigner signer(String secret, Instant at, String region, String service) {
    String date = AMZ_DATE.format(at);
    String scope = String.join("/", date.substring(0, 8), region, service, "aws4_request");
    return new PlainSigner(ServerProcess.KEY_ID, secret, date, scope);
  }

  /** The headers of a call before it is signed. */
  List<Header> headers(String operation) {
    return List.of(
        new Header("Host", server.endpoint().getAuthority()),
        new Header("Content-Type", ErrorAnswer.CONTENT_TYPE),
        new Header("X-Amz-Target", "ACMPrivateCA." + operation));
  }

  RawClient.Answer call(String operation, String body) throws IOException {
    return send(signer().sign(headers(operation), body));
  }

  RawClient.Answer send(HttpRequest request) throws IOException {
    return send(bytes(request));
  }

  /** Sends on a connection of its own and reads one answer. */
  RawClient.Answer send(byte[] request) throws IOException {
    try (RawClient client = new RawClient(server.endpoint().getPort())) {
      return client.send(request).answer(method(request));
    }
  }

  static byte[] bytes(HttpRequest request) {
    StringBuilder head = new StringBuilder();
    head.append(request.method()).append(' ').append(request.path()).append(" HTTP/1.1\r\n");
    List<Header> headers = new ArrayList<>(request.headers());
    headers.add(new Header("Content-Length", Integer.toString(request.body().length)));
    for (Header header : headers) {
      head.append(header.name()).append(": ").append(header.value()).append("\r\n");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes(request.body());
    return bytes.toByteArray();
  }

  private static String method(byte[] request) {
    return new String(request, 0, Math.min(5, request.length), StandardCharsets.ISO_8859_1)
            .equals("HEAD ")
        ? "HEAD"
        : "GET";
  }
}
