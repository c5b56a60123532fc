package dev.sealwright.engine.key.pkcs11;

/** From the r and s of PKCS#11 to the ECDSA-Sig-Value of X.509 (RFC 3279 2.2.3). */
final class EcdsaSignature {
  private static final int SEQUENCE = 0x30;
  private static final int INTEGER = 0x02;

  private EcdsaSignature() {}

  /**
   * Writes r and s, two big-endian halves of equal length, as DER.
   *
   * @param halves an even number of bytes, at most 132 (P-521)
   * @throws IllegalArgumentException when the length is wrong, or r or s is zero
   */
  static byte[] toDer(byte[] halves) {
    int half = halves.length / 2;
    if (halves.length != 2 * half || half < 1 || half > 66) {
      throw new IllegalArgumentException("r and s of " + halves.length + " bytes");
    }
    int r = firstDigit(halves, 0, half);
    int s = firstDigit(halves, half, 2 * half);
    int content = 2 + size(halves, r, half) + 2 + size(halves, s, 2 * half);
    // X.690 8.1.3.5: the long form from 128 on; P-521 needs up to 138.
    int header = content < 128 ? 2 : 3;
    var der = new byte[header + content];
    der[0] = SEQUENCE;
    if (header == 3) {
      der[1] = (byte) 0x81;
    }
    der[header - 1] = (byte) content;
    int next = write(der, header, halves, r, half);
    write(der, next, halves, s, 2 * half);
    return der;
  }

  private static int firstDigit(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != 0) {
        return i;
      }
    }
    throw new IllegalArgumentException("r or s is zero");
  }

  /** Bytes of the INTEGER's contents: one more when the first bit would read as a sign. */
  private static int size(byte[] bytes, int from, int to) {
    return to - from + (bytes[from] < 0 ? 1 : 0);
  }

  private static int write(byte[] der, int at, byte[] bytes, int from, int to) {
    int size = size(bytes, from, to);
    der[at] = INTEGER;
    der[at + 1] = (byte) size;
    int end = at + 2 + size;
    System.arraycopy(bytes, from, der, end - (to - from), to - from);
    return end;
  }
}
