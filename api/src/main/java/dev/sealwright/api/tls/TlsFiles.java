package dev.sealwright.api.tls;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Pem;
import dev.sealwright.engine.x509.PrivateKeyPem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The two files, both PEM.
 *
 * @param certificate the chain, the server's certificate first, each next one the issuer of the one
 *     before; the root may be left out
 * @param key that of the first certificate, not encrypted: PKCS #8, SEC 1 or PKCS #1
 */
public record TlsFiles(Path certificate, Path key) {
  private static final int LARGEST = 256 << 10;
  private static final int LONGEST_CHAIN = 10;

  /** What stands for a file's content while it cannot be read. */
  private static final byte[] UNREADABLE = {0};

  /**
   * Reads both.
   *
   * @param now when the certificates must be valid
   * @throws TlsFileException with the first thing that is wrong
   */
  TlsIdentity read(Instant now) throws TlsFileException {
    List<X509Certificate> chain = readChain();
    PrivateKey key = readKey();
    TlsIdentity identity = new TlsIdentity(chain, key);
    ChainCheck check = new ChainCheck(chain, certificate);
    check.key(identity, this.key);
    check.order();
    check.validity(now);
    check.purpose();
    return identity;
  }

  /**
   * Differs whenever either file does, whether it can be used or not: a digest, so that nothing of
   * the key is kept.
   */
  Octets fingerprint() {
    try {
      MessageDigest whole = MessageDigest.getInstance("SHA-256");
      for (Path file : List.of(certificate, key)) {
        byte[] content;
        try {
          content = content(file);
        } catch (TlsFileException e) {
          content = UNREADABLE;
        }
        whole.update(MessageDigest.getInstance("SHA-256").digest(content));
        Arrays.fill(content, (byte) 0);
      }
      return Octets.copyOf(whole.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the JDK lacks SHA-256", e);
    }
  }

  private List<X509Certificate> readChain() throws TlsFileException {
    byte[] text = content(certificate);
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      List<X509Certificate> chain = new ArrayList<>();
      for (Octets der :
          Pem.decode(text, Set.of(Pem.CERTIFICATE), LONGEST_CHAIN, Failure.MALFORMED_CERTIFICATE)) {
        chain.add(
            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der.toArray())));
      }
      return chain;
    } catch (CaException e) {
      throw new TlsFileException(certificate, "no certificate chain: " + e.getMessage());
    } catch (CertificateException e) {
      throw new TlsFileException(certificate, "a certificate in it cannot be read");
    }
  }

  private PrivateKey readKey() throws TlsFileException {
    byte[] text = content(key);
    try {
      requireForFew();
      return PrivateKeyPem.read(text, Failure.MALFORMED_CERTIFICATE);
    } catch (CaException e) {
      throw new TlsFileException(
          key, "no private key that can be used, which must not be encrypted: " + e.getMessage());
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  private void requireForFew() throws TlsFileException {
    try {
      if (Files.getPosixFilePermissions(key).stream()
          .anyMatch(
              Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE)
                  ::contains)) {
        throw new TlsFileException(key, "open to others; mend it with: chmod o-rwx " + key);
      }
    } catch (TlsFileException e) {
      throw e;
    } catch (IOException | UnsupportedOperationException e) {
      throw new TlsFileException(key, "who may read it cannot be found out");
    }
  }

  private static byte[] content(Path file) throws TlsFileException {
    if (!Files.exists(file)) {
      throw new TlsFileException(file, "there is no such file");
    }
    if (!Files.isRegularFile(file)) {
      throw new TlsFileException(file, "is not a file");
    }
    byte[] content;
    try (InputStream in = Files.newInputStream(file)) {
      content = in.readNBytes(LARGEST + 1);
    } catch (IOException e) {
      throw new TlsFileException(file, "cannot be read by this user");
    }
    if (content.length > LARGEST) {
      throw new TlsFileException(file, "is larger than " + LARGEST + " bytes");
    }
    return content;
  }
}
