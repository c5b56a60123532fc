package dev.sealwright.engine.x509;

import java.util.Arrays;
import java.util.HexFormat;

/** Immutable bytes, compared by content: a DER encoding, a signature value, a digest. */
public final class Octets {
  private final byte[] bytes;

  private Octets(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Takes a copy; the caller keeps its array. */
  public static Octets copyOf(byte[] bytes) {
    return new Octets(bytes.clone());
  }

  public int length() {
    return bytes.length;
  }

  public boolean isEmpty() {
    return bytes.length == 0;
  }

  /** A fresh copy on each call. */
  public byte[] toArray() {
    return bytes.clone();
  }

  /** Lower-case hexadecimal, two digits a byte. */
  public String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Octets that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The length only: contents may be anything and long. */
  @Override
  public String toString() {
    return "Octets[" + bytes.length + "]";
  }
}
