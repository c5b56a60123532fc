package dev.sealwright.benchmarks.ocsp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * Asking for one certificate over HTTP, made before the measurement.
 *
 * <p>Threads: shared.
 */
final class Inquiry {
  /** The length that RFC 9654 2.1 recommends. */
  private static final int NONCE = 32;

  private final X509Certificate certificate;
  private final boolean revoked;
  private final boolean withNonce;
  private final byte[] request;

  private Inquiry(X509Certificate certificate, boolean revoked, boolean withNonce, byte[] request) {
    this.certificate = certificate;
    this.revoked = revoked;
    this.withNonce = withNonce;
    this.request = request;
  }

  /** At the responder that the certificate names. */
  static Inquiry of(
      Asking asking, X509Certificate root, X509Certificate certificate, boolean revoked) {
    URI responder = responder(certificate);
    byte[] ocsp = ocsp(root, certificate, asking == Asking.NONCE);
    byte[] request =
        switch (asking) {
          case KEPT, NONCE -> post(responder, "application/ocsp-request", ocsp);
          case BARE -> post(responder, "application/ocsp-nothing", ocsp);
          case KEPT_GET -> get(responder, responder.getPath(), ocsp);
          case BARE_GET -> get(responder, responder.getPath().replace("/ocsp/", "/bare/"), ocsp);
        };
    return new Inquiry(certificate, revoked, asking == Asking.NONCE, request);
  }

  /** Where the answers of a certificate are (RFC 5280 4.2.2.1). */
  static URI responder(X509Certificate certificate) {
    try {
      var access =
          AuthorityInformationAccess.fromExtensions(
              new JcaX509CertificateHolder(certificate).getExtensions());
      for (AccessDescription description : access.getAccessDescriptions()) {
        if (description.getAccessMethod().equals(AccessDescription.id_ad_ocsp)) {
          GeneralName location = description.getAccessLocation();
          return URI.create(location.getName().toString());
        }
      }
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate lost its encoding", e);
    }
    throw new IllegalStateException("the certificate names no responder");
  }

  X509Certificate certificate() {
    return certificate;
  }

  /** What a right answer says of the certificate. */
  boolean isRevoked() {
    return revoked;
  }

  /** Head and body; with a nonce of its own each time when this asks for one. */
  byte[] request() {
    if (!withNonce) {
      return request;
    }
    byte[] fresh = request.clone();
    byte[] nonce = new byte[NONCE];
    ThreadLocalRandom.current().nextBytes(nonce);
    System.arraycopy(nonce, 0, fresh, fresh.length - NONCE, NONCE);
    return fresh;
  }

  /** The nonce of a request that this made; empty when it has none. */
  byte[] nonce(byte[] made) {
    return withNonce ? Arrays.copyOfRange(made, made.length - NONCE, made.length) : new byte[0];
  }

  /** By SHA-1, as most clients ask. A nonce stands at the very end. */
  private static byte[] ocsp(X509Certificate root, X509Certificate certificate, boolean nonce) {
    try {
      var digests = new JcaDigestCalculatorProviderBuilder().build();
      var request =
          new OCSPReqBuilder()
              .addRequest(
                  new CertificateID(
                      digests.get(CertificateID.HASH_SHA1),
                      new JcaX509CertificateHolder(root),
                      certificate.getSerialNumber()));
      if (nonce) {
        byte[] value = new DEROctetString(new byte[NONCE]).getEncoded();
        request.setRequestExtensions(
            new Extensions(new Extension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce, false, value)));
      }
      return request.build().getEncoded();
    } catch (OperatorCreationException | CertificateEncodingException | OCSPException e) {
      throw new IllegalStateException("no request can be made", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] post(URI responder, String type, byte[] ocsp) {
    byte[] head =
        "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
            .formatted(responder.getPath(), responder.getAuthority(), type, ocsp.length)
            .getBytes(US_ASCII);
    byte[] request = Arrays.copyOf(head, head.length + ocsp.length);
    System.arraycopy(ocsp, 0, request, head.length, ocsp.length);
    return request;
  }

  private static byte[] get(URI responder, String path, byte[] ocsp) {
    String last = URLEncoder.encode(Base64.getEncoder().encodeToString(ocsp), UTF_8);
    return "GET %s/%s HTTP/1.1\r\nHost: %s\r\n\r\n"
        .formatted(path, last, responder.getAuthority())
        .getBytes(US_ASCII);
  }
}
