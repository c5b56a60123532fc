package dev.sealwright.engine.x509;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The serial number of a certificate that this engine issues: 16 bytes, positive (RFC 5280
 * 4.1.2.2).
 *
 * <p>The first two bytes are the month of issue as {@code year * 12 + month}, so rows of one month
 * stand together in an index; the other 112 bits come from the system's CSPRNG. The month number
 * keeps the first byte between 0x01 and 0x7f until the year 2729: the number is positive, and its
 * hexadecimal form has 32 digits with or without leading zeros.
 *
 * @param hex 32 lower-case hexadecimal digits
 */
public record Serial(String hex) implements Comparable<Serial> {
  public static final int BYTES = 16;

  private static final Pattern FORM = Pattern.compile("[0-7][0-9a-f]{31}");

  public Serial {
    if (!FORM.matcher(hex).matches()) {
      throw new CaException(
          Failure.INVALID_VALUE, "a serial is 32 lower-case hexadecimal digits, positive");
    }
  }

  /** Draws a new serial for a certificate issued at {@code now}. */
  public static Serial draw(Instant now, SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    var date = now.atZone(ZoneOffset.UTC);
    int month = date.getYear() * 12 + date.getMonthValue();
    bytes[0] = (byte) (month >>> 8);
    bytes[1] = (byte) month;
    return of(bytes);
  }

  /** The serial with these 16 big-endian bytes. */
  public static Serial of(byte[] bytes) {
    return new Serial(Octets.copyOf(bytes).hex());
  }

  public byte[] toArray() {
    return HexFormat.of().parseHex(hex);
  }

  public BigInteger toInteger() {
    return new BigInteger(hex, 16);
  }

  @Override
  public int compareTo(Serial other) {
    return hex.compareTo(other.hex);
  }
}
