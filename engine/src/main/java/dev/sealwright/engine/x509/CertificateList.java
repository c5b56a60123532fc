package dev.sealwright.engine.x509;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A version 2 certificate revocation list (RFC 5280 5.1) around entries that may be too many to be
 * held in memory: they are written one by one with {@link #entry}, and once it is known how many
 * bytes they are, {@link #around} says what stands before and after them.
 *
 * @param thisUpdate whole seconds, as nextUpdate
 * @param number positive; grows from list to list
 * @param authority key identifier of the issuer
 * @param distributionPoint URI of the issuing distribution point; absent when the list is for
 *     everything that its issuer issues
 */
public record CertificateList(
    SignatureAlgorithm algorithm,
    Name issuer,
    Instant thisUpdate,
    Instant nextUpdate,
    long number,
    KeyIdentifier authority,
    @Nullable String distributionPoint) {

  /** The most that an entry takes: of 16 bytes of serial, with a reason, from 2050 on. */
  public static final int MAX_ENTRY = 51;

  /** v2 is the number 1. */
  private static final byte[] VERSION_2 = {Der.INTEGER, 1, 1};

  /**
   * What stands around bytes that are written apart.
   *
   * @param middle how many bytes those are
   */
  public record Frame(Octets before, long middle, Octets after) {
    /** Of all three. */
    public long length() {
      return before.length() + middle + after.length();
    }

    /**
     * This signed content with its signature.
     *
     * @throws ArithmeticException from 2 GiB on
     */
    public Frame signed(SignatureAlgorithm algorithm, Octets signature) {
      byte[] id = algorithm.identifier().toArray();
      byte[] bits = Der.bitString(signature);
      int content = Math.toIntExact(length() + id.length + bits.length);
      return new Frame(
          joined(Der.header(Der.SEQUENCE, content), before.toArray()),
          middle,
          joined(after.toArray(), id, bits));
    }
  }

  /** DER of one revoked certificate. */
  public static byte[] entry(Serial serial, Instant at, RevocationReason reason) {
    byte[] number = Der.integer(serial.toInteger());
    byte[] date = DerTime.of(at);
    if (reason == RevocationReason.UNSPECIFIED) {
      return Der.sequence(number, date);
    }
    Octets code = Octets.copyOf(Der.element(Der.ENUMERATED, new byte[] {(byte) reason.code()}));
    return Der.sequence(
        number,
        date,
        Extensions.encode(List.of(new Extension(Extension.REASON_CODE, false, code))).toArray());
  }

  /**
   * The signed content but for the entries.
   *
   * @param entries how many bytes they are; 0 for none
   * @throws ArithmeticException from 2 GiB on
   */
  public Frame around(long entries) {
    byte[] after = Der.tagged(0, Extensions.encode(extensions()).toArray());
    byte[] fields =
        Der.joined(
            VERSION_2,
            algorithm.identifier().toArray(),
            issuer.der().toArray(),
            DerTime.of(thisUpdate),
            DerTime.of(nextUpdate),
            // RFC 5280 5.1.2.6: left out when there is none.
            entries == 0 ? new byte[0] : Der.header(Der.SEQUENCE, Math.toIntExact(entries)));
    int content = Math.toIntExact(fields.length + entries + after.length);
    return new Frame(
        joined(Der.header(Der.SEQUENCE, content), fields), entries, Octets.copyOf(after));
  }

  private List<Extension> extensions() {
    Extension key =
        new Extension(
            Extension.AUTHORITY_KEY_IDENTIFIER,
            false,
            Octets.copyOf(Der.sequence(Der.element(0x80, authority.toArray()))));
    Extension count =
        new Extension(
            Extension.CRL_NUMBER, false, Octets.copyOf(Der.integer(BigInteger.valueOf(number))));
    return distributionPoint == null
        ? List.of(key, count)
        : List.of(
            key,
            count,
            new Extension(
                Extension.ISSUING_DISTRIBUTION_POINT,
                true,
                CrlDistributionPoints.issuing(distributionPoint)));
  }

  private static Octets joined(byte[]... parts) {
    return Octets.copyOf(Der.joined(parts));
  }
}
