package dev.sealwright.engine.template;

import org.jspecify.annotations.Nullable;

/**
 * Where the CA's configuration tells readers of its certificates to ask about revocation.
 *
 * @param crl URI of the CRL; absent while there is none, or while it is not to be mentioned
 * @param crlOmitted there is a CRL, and naming it is left to the caller
 * @param ocsp URI of the responder; absent while there is none
 */
public record Pointers(@Nullable String crl, boolean crlOmitted, @Nullable String ocsp) {
  public static final Pointers NONE = new Pointers(null, false, null);

  public Pointers {
    if (crl != null && crlOmitted) {
      throw new IllegalArgumentException("a CRL that is both named and omitted");
    }
  }
}
