package dev.sealwright.engine.ocsp;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digests by which requests may name an issuer. */
enum HashKind {
  /** What RFC 5019 2.1.1 asks for; it identifies here and protects nothing. */
  SHA1("SHA-1", "1.3.14.3.2.26"),
  SHA256("SHA-256", "2.16.840.1.101.3.4.2.1");

  private final String jcaName;
  private final String oid;

  HashKind(String jcaName, String oid) {
    this.jcaName = jcaName;
    this.oid = oid;
  }

  String oid() {
    return oid;
  }

  byte[] digest(byte[] content) {
    try {
      return MessageDigest.getInstance(jcaName).digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new CaException(Failure.INTERNAL, "the JDK lost " + jcaName, e);
    }
  }
}
