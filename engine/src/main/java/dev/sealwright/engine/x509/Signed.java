package dev.sealwright.engine.x509;

/** What certificates and certification requests have in common: content, algorithm, signature. */
public final class Signed {
  private Signed() {}

  /**
   * DER of the whole, with {@code tbs} in it byte for byte.
   *
   * @param signature as the algorithm defines it: for ECDSA the DER of r and s
   */
  public static Octets assemble(Octets tbs, SignatureAlgorithm algorithm, Octets signature) {
    return Octets.copyOf(
        Der.sequence(tbs.toArray(), algorithm.identifier().toArray(), Der.bitString(signature)));
  }
}
