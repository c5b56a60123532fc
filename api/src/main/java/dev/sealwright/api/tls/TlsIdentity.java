package dev.sealwright.api.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/**
 * A certificate chain with its key, and the terms on which it is offered.
 *
 * <p>TLS 1.3 and 1.2 with suites that have forward secrecy and authenticated encryption. Groups
 * over finite fields are left out: a client may choose the largest, and its share costs it nothing
 * (CVE-2002-20001). Thread-safe once made.
 */
final class TlsIdentity {
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
  private static final String[] APPLICATION = {"http/1.1"};
  private static final List<String> GROUPS =
      List.of("x25519", "secp256r1", "secp384r1", "secp521r1");

  /** Sessions that clients of TLS 1.2 may resume, when they do not take tickets. */
  private static final int SESSIONS = 1_024;

  private final List<X509Certificate> chain;
  private final PrivateKey key;

  TlsIdentity(List<X509Certificate> chain, PrivateKey key) {
    this.chain = List.copyOf(chain);
    this.key = key;
  }

  List<X509Certificate> chain() {
    return chain;
  }

  /** When the first of its certificates expires. */
  Instant expiry() {
    return chain.stream()
        .map(certificate -> certificate.getNotAfter().toInstant())
        .min(Instant::compareTo)
        .orElseThrow();
  }

  /** Whether the private key belongs to this public one: found out by signing. */
  boolean hasKeyOf(PublicKey other) {
    if (!key.getAlgorithm().equals(other.getAlgorithm())) {
      return false;
    }
    String name = other.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
    byte[] challenge = {1};
    try {
      Signature signature = Signature.getInstance(name);
      signature.initSign(key);
      signature.update(challenge);
      byte[] value = signature.sign();
      signature.initVerify(other);
      signature.update(challenge);
      return signature.verify(value);
    } catch (SignatureException | InvalidKeyException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK lacks " + name, e);
    }
  }

  /** A context of its own, so that no session begun under another chain is resumed under this. */
  SSLContext context() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("server", key, new char[0], chain.toArray(Certificate[]::new));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      // Nobody is trusted: no client is asked for a certificate.
      context.init(keys.getKeyManagers(), new TrustManager[0], null);
      context.getServerSessionContext().setSessionCacheSize(SESSIONS);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the JDK does not take the key of the TLS listener", e);
    }
  }

  /** An engine for one connection. It knows no peer's name, so that nobody looks for it. */
  static SSLEngine engine(SSLContext context) {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters terms = engine.getSSLParameters();
    terms.setProtocols(PROTOCOLS);
    terms.setCipherSuites(
        Arrays.stream(terms.getCipherSuites()).filter(TlsIdentity::sound).toArray(String[]::new));
    terms.setNamedGroups(GROUPS.toArray(String[]::new));
    terms.setApplicationProtocols(APPLICATION);
    terms.setUseCipherSuitesOrder(true);
    engine.setSSLParameters(terms);
    return engine;
  }

  /** INVARIANT I15: the key is in no string form. */
  @Override
  public String toString() {
    return "TlsIdentity[" + chain.getFirst().getSubjectX500Principal() + "]";
  }

  private static boolean sound(String suite) {
    boolean authenticated = suite.contains("_GCM_") || suite.contains("_CHACHA20_POLY1305_");
    boolean forwardSecret =
        suite.startsWith("TLS_AES_")
            || suite.startsWith("TLS_CHACHA20_")
            || suite.startsWith("TLS_ECDHE_");
    return authenticated && forwardSecret;
  }
}
