package dev.sealwright.benchmarks.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for the server of this machine, and the key to it.
 *
 * @param certificate PEM
 * @param key PEM, PKCS #8, not encrypted
 */
record ServerCertificate(Path certificate, Path key) {
  /** Makes one by openssl, with a P-256 key as most servers have. */
  static ServerCertificate make(Path folder) throws IOException, InterruptedException {
    var made = new ServerCertificate(folder.resolve("tls.crt"), folder.resolve("tls.key"));
    Process openssl =
        new ProcessBuilder(
                List.of(
                    "openssl",
                    "req",
                    "-x509",
                    "-newkey",
                    "ec",
                    "-pkeyopt",
                    "ec_paramgen_curve:P-256",
                    "-nodes",
                    "-days",
                    "2",
                    "-subj",
                    "/CN=localhost",
                    "-addext",
                    "subjectAltName=DNS:localhost,IP:127.0.0.1",
                    "-keyout",
                    made.key.toString(),
                    "-out",
                    made.certificate.toString()))
            .redirectErrorStream(true)
            .start();
    String output = new String(openssl.getInputStream().readAllBytes(), UTF_8);
    if (openssl.waitFor() != 0) {
      throw new IllegalStateException("openssl (apt-get install openssl): " + output);
    }
    return made;
  }

  /** Sockets that trust this certificate and no other; the name in it is not compared. */
  static SocketFactory sockets(Path certificate) throws IOException, GeneralSecurityException {
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (var in = Files.newInputStream(certificate)) {
      store.setCertificateEntry(
          "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context.getSocketFactory();
  }
}
