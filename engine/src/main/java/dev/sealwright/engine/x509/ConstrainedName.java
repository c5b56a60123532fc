package dev.sealwright.engine.x509;

import java.util.List;
import java.util.Set;

/** One name of a certificate, or the base of a subtree, in the form in which they are compared. */
sealed interface ConstrainedName {
  /** How the form is called in RFC 5280 4.2.1.6. */
  String form();

  record Directory(List<Set<String>> rdns) implements ConstrainedName {
    public Directory {
      rdns = List.copyOf(rdns);
    }

    @Override
    public String form() {
      return "directoryName";
    }
  }

  record Dns(String text) implements ConstrainedName {
    @Override
    public String form() {
      return "dNSName";
    }
  }

  record Mailbox(String text) implements ConstrainedName {
    @Override
    public String form() {
      return "rfc822Name";
    }
  }

  record Uri(String text) implements ConstrainedName {
    @Override
    public String form() {
      return "uniformResourceIdentifier";
    }
  }

  /** Address, or in a subtree address and mask. */
  record Ip(Octets bytes) implements ConstrainedName {
    @Override
    public String form() {
      return "iPAddress";
    }
  }

  /** A form whose comparison is not defined here. */
  record Other(int tag) implements ConstrainedName {
    @Override
    public String form() {
      return "GeneralName [" + tag + "]";
    }
  }
}
