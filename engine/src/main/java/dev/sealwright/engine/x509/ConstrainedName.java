package dev.sealwright.engine.x509;

import java.util.List;
import java.util.Set;

/** One name of a certificate, or the base of a subtree, in the form in which they are compared. */
sealed interface ConstrainedName {
  record Directory(List<Set<String>> rdns) implements ConstrainedName {
    public Directory {
      rdns = List.copyOf(rdns);
    }
  }

  record Dns(String text) implements ConstrainedName {}

  record Mailbox(String text) implements ConstrainedName {}

  record Uri(String text) implements ConstrainedName {}

  /** Address, or in a subtree address and mask. */
  record Ip(Octets bytes) implements ConstrainedName {}

  /** A form whose comparison is not defined here. */
  record Other(int tag) implements ConstrainedName {}

  /** How the form is called in RFC 5280 4.2.1.6. */
  default String form() {
    return switch (this) {
      case Directory _ -> "directoryName";
      case Dns _ -> "dNSName";
      case Mailbox _ -> "rfc822Name";
      case Uri _ -> "uniformResourceIdentifier";
      case Ip _ -> "iPAddress";
      case Other(int tag) -> "GeneralName [" + tag + "]";
    };
  }
}
