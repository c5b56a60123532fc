package dev.sealwright.api.action;

import dev.sealwright.api.shape.KeyUsage;
import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.WireException;
import dev.sealwright.engine.x509.Octets;
import java.util.EnumSet;
import java.util.Set;

/** The nine booleans of a KeyUsage as an extension's content, in the trimmed form of DER. */
final class KeyUsages {
  private KeyUsages() {}

  static Octets encode(KeyUsage given) {
    Set<dev.sealwright.engine.x509.KeyUsage> bits =
        EnumSet.noneOf(dev.sealwright.engine.x509.KeyUsage.class);
    add(bits, given.digitalSignature(), dev.sealwright.engine.x509.KeyUsage.DIGITAL_SIGNATURE);
    add(bits, given.nonRepudiation(), dev.sealwright.engine.x509.KeyUsage.NON_REPUDIATION);
    add(bits, given.keyEncipherment(), dev.sealwright.engine.x509.KeyUsage.KEY_ENCIPHERMENT);
    add(bits, given.dataEncipherment(), dev.sealwright.engine.x509.KeyUsage.DATA_ENCIPHERMENT);
    add(bits, given.keyAgreement(), dev.sealwright.engine.x509.KeyUsage.KEY_AGREEMENT);
    add(bits, given.keyCertSign(), dev.sealwright.engine.x509.KeyUsage.KEY_CERT_SIGN);
    add(bits, given.crlSign(), dev.sealwright.engine.x509.KeyUsage.CRL_SIGN);
    add(bits, given.encipherOnly(), dev.sealwright.engine.x509.KeyUsage.ENCIPHER_ONLY);
    add(bits, given.decipherOnly(), dev.sealwright.engine.x509.KeyUsage.DECIPHER_ONLY);
    if (bits.isEmpty()) {
      // RFC 5280 4.2.1.3: at least one bit is set when the extension is there.
      throw new WireException(ErrorName.INVALID_ARGS, "KeyUsage has no usage that is true");
    }
    return dev.sealwright.engine.x509.KeyUsage.encode(bits);
  }

  private static void add(
      Set<dev.sealwright.engine.x509.KeyUsage> bits,
      boolean wanted,
      dev.sealwright.engine.x509.KeyUsage bit) {
    if (wanted) {
      bits.add(bit);
    }
  }
}
