package dev.sealwright.engine.x509;

import java.util.List;

/**
 * One entry of an information access extension (RFC 5280 4.2.2).
 *
 * @param method dotted decimal
 */
public record AccessDescription(String method, GeneralName location) {
  /** RFC 5280 4.2.2.1. */
  public static final String OCSP = "1.3.6.1.5.5.7.48.1";

  /** RFC 5280 4.2.2.2. */
  public static final String CA_REPOSITORY = "1.3.6.1.5.5.7.48.5";

  /** RFC 6487 4.8.8.1. */
  public static final String RESOURCE_PKI_MANIFEST = "1.3.6.1.5.5.7.48.10";

  /** RFC 8182 3.2. */
  public static final String RESOURCE_PKI_NOTIFY = "1.3.6.1.5.5.7.48.13";

  public AccessDescription {
    Text.objectIdentifier("an access method", method);
  }

  /** DER of the extension's content. */
  public static Octets encode(List<AccessDescription> descriptions) {
    return Octets.copyOf(
        Der.sequence(
            descriptions.stream()
                .map(description ->
                    Der.sequence(
                        Der.objectIdentifier(description.method()),
                        description.location().der().toArray()))
                .toArray(byte[][]::new)));
  }
}
