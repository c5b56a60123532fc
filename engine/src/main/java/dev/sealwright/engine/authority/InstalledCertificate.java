package dev.sealwright.engine.authority;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.x509.KeyIdentifier;
import dev.sealwright.engine.x509.Name;
import dev.sealwright.engine.x509.Validity;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * The facts of an authority's own certificate that issuing needs; the DER is kept apart.
 *
 * @param serial as its issuer gave it, which may be another CA
 * @param subject becomes the issuer of all it signs, byte for byte
 * @param keyIdentifier its SKI, or SHA-1 of the public key when it has none
 * @param pathLength the smallest pathLenConstraint of it and its chain, counted from here; absent
 *     when unlimited
 */
public record InstalledCertificate(
    BigInteger serial,
    Name subject,
    Validity validity,
    KeyIdentifier keyIdentifier,
    @Nullable Integer pathLength) {

  /**
   * Accepts a path length for a CA below this one, which must leave it less room than this one has;
   * INVALID_VALUE otherwise.
   *
   * @param below absent when the new CA would be unlimited
   */
  public void requireRoomFor(@Nullable Integer below) {
    if (pathLength == null) {
      return;
    }
    if (pathLength == 0) {
      throw new CaException(
          Failure.INVALID_VALUE,
          "the path length of the certificate authority is 0: it issues to end entities only");
    }
    if (below == null || below >= pathLength) {
      throw new CaException(
          Failure.INVALID_VALUE,
          "the path length of the new certificate authority must be less than "
              + pathLength
              + ", that of its issuer");
    }
  }
}
