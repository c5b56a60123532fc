package dev.sealwright.engine.x509;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One name of a certificate, or the base of a subtree, in the form in which they are compared:
 * brought into it once, since one name is held against a thousand bases.
 */
sealed interface ConstrainedName {
  /** Host names know no case, and a dot at the end only says that the name is whole. */
  static String host(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  record Directory(List<Set<String>> rdns) implements ConstrainedName {
    public Directory {
      rdns = List.copyOf(rdns);
    }
  }

  /**
   * A host.
   *
   * @param text in lower case, without a dot at its end
   */
  record Dns(String text) implements ConstrainedName {
    public Dns {
      text = host(text);
    }
  }

  /**
   * A mailbox, or in a subtree perhaps a host.
   *
   * @param text what follows the sign as in {@link Dns}; what precedes it as it is (RFC 5321 2.4)
   */
  record Mailbox(String text) implements ConstrainedName {
    public Mailbox {
      int domain = text.lastIndexOf('@') + 1;
      text = text.substring(0, domain) + host(text.substring(domain));
    }
  }

  /**
   * A URI, or in a subtree a host.
   *
   * @param text in lower case: of a URI its host alone is compared
   */
  record Uri(String text) implements ConstrainedName {
    public Uri {
      text = host(text);
    }
  }

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
