package dev.sealwright.engine.crl;

import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.sign.Replicas;
import dev.sealwright.engine.sign.StatusSigning;
import dev.sealwright.engine.x509.CertificateList;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * Has lists signed: the digest of the file, or for ML-DSA, which signs no digests, the list itself.
 *
 * <p>Threads: those that make lists; each waits for its signature.
 */
final class ListSigner {
  /** Of a list that ML-DSA takes whole: some 300,000 entries. */
  private static final int MOST_WHOLE = 16 << 20;

  private final Map<String, Replicas> lanes;
  private final Duration patience;

  /** One such list in memory at a time, with the copies that its signing takes. */
  private final Semaphore whole = new Semaphore(1);

  /**
   * @param lanes by vault name
   */
  ListSigner(Map<String, Replicas> lanes, Duration patience) {
    this.lanes = Map.copyOf(lanes);
    this.patience = patience;
  }

  /**
   * The signature of an authority over a list.
   *
   * @param tbs what stands around the entries in what is signed
   * @param entries their file
   */
  Octets sign(
      Authority authority, SignatureAlgorithm algorithm, CertificateList.Frame tbs, Path entries)
      throws IOException {
    if (algorithm.digest() != SignatureAlgorithm.Digest.NONE) {
      return sign(authority, algorithm, digest(algorithm.digest(), tbs, entries));
    }
    acquire();
    try {
      return sign(authority, algorithm, message(algorithm, tbs, entries));
    } finally {
      whole.release();
    }
  }

  private Octets sign(
      Authority authority, SignatureAlgorithm algorithm, StatusSigning.Input input) {
    SigningKey key = authority.signingKey();
    Replicas vault = lanes.get(key.vault());
    if (vault == null) {
      throw new CaException(
          Failure.TOKEN_UNAVAILABLE, "vault " + key.vault() + " of the CA key is not configured");
    }
    StatusSigning signing =
        new StatusSigning(
            "a revocation list of CA " + authority.id(), key, algorithm, input, () -> {});
    vault.put(signing);
    return signing.ticket().await(patience);
  }

  private static StatusSigning.Input digest(
      SignatureAlgorithm.Digest by, CertificateList.Frame tbs, Path entries) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance(by.jcaName());
      SignedList.write(
          tbs, entries, new DigestOutputStream(OutputStream.nullOutputStream(), digest));
      return new StatusSigning.Input.Digest(Octets.copyOf(digest.digest()));
    } catch (NoSuchAlgorithmException e) {
      throw new CaException(Failure.INTERNAL, "the JDK lost " + by, e);
    }
  }

  private static StatusSigning.Input message(
      SignatureAlgorithm algorithm, CertificateList.Frame tbs, Path entries) throws IOException {
    if (tbs.length() > MOST_WHOLE) {
      throw new CaException(
          Failure.INTERNAL,
          "a list of "
              + tbs.length()
              + " bytes is too long for "
              + algorithm
              + ", which takes it whole; such a CA needs partitioned lists");
    }
    ByteArrayOutputStream message = new ByteArrayOutputStream(Math.toIntExact(tbs.length()));
    SignedList.write(tbs, entries, message);
    return new StatusSigning.Input.Message(Octets.copyOf(message.toByteArray()));
  }

  private void acquire() {
    try {
      whole.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CaException(Failure.IN_PROGRESS, "interrupted while another list is signed", e);
    }
  }
}
