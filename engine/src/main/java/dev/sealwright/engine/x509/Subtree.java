package dev.sealwright.engine.x509;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether a name lies in the subtree of a base, form by form (RFC 5280 4.2.1.10). */
final class Subtree {
  private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

  /** How a wildcard begins (RFC 6125 6.4.3). */
  private static final String ANY_LABEL = "*.";

  private Subtree() {}

  /** Whether the name certainly lies inside: what a permitted subtree asks. */
  static boolean contains(ConstrainedName base, ConstrainedName name) {
    return switch (base) {
      case ConstrainedName.Directory(List<Set<String>> prefix) ->
          name instanceof ConstrainedName.Directory(List<Set<String>> rdns)
              && rdns.size() >= prefix.size()
              && rdns.subList(0, prefix.size()).equals(prefix);
      case ConstrainedName.Dns(String domain) ->
          name instanceof ConstrainedName.Dns(String text)
              && isDnsName(text)
              && isBelow(domain, text);
      case ConstrainedName.Mailbox(String allowed) ->
          name instanceof ConstrainedName.Mailbox(String text) && isMailbox(allowed, text);
      case ConstrainedName.Uri(String allowed) ->
          name instanceof ConstrainedName.Uri(String text) && isUriHost(allowed, uriHost(text));
      case ConstrainedName.Ip(Octets net) ->
          name instanceof ConstrainedName.Ip(Octets address) && isInNet(net, address);
      case ConstrainedName.Other _ -> false;
    };
  }

  /** Whether the name may lie inside: what an excluded subtree asks. */
  static boolean touches(ConstrainedName base, ConstrainedName name) {
    if (!NameConstraints.sameForm(base, name)) {
      return false;
    }
    return contains(base, name)
        || switch (name) {
          // A wildcard stands for the excluded name too when that is one of those it covers.
          case ConstrainedName.Dns(String text) ->
              !isDnsName(text)
                  || (text.startsWith(ANY_LABEL)
                      && base instanceof ConstrainedName.Dns(String domain)
                      && covers(text.substring(1), domain));
          case ConstrainedName.Mailbox(String text) ->
              text.lastIndexOf('@') < 1 || !isHostName(afterAt(text));
          case ConstrainedName.Uri(String text) -> uriHost(text) == null;
          case ConstrainedName.Ip(Octets bytes) ->
              (bytes.length() != 4 && bytes.length() != 16)
                  || (base instanceof ConstrainedName.Ip(Octets net)
                      && isInNet(net, withoutMapping(bytes)));
          case ConstrainedName.Directory _ -> false;
          case ConstrainedName.Other _ -> true;
        };
  }

  /** Refuses a base that no name could ever be compared with. */
  static void requireBase(ConstrainedName base) {
    if (base instanceof ConstrainedName.Ip(Octets net) && net.length() != 8 && net.length() != 32) {
      throw new DerException("an iPAddress subtree that is no address with a mask");
    }
  }

  /** The domain itself and all below it; a leading dot leaves out the domain itself. */
  private static boolean isBelow(String domain, String host) {
    return domain.isEmpty()
        || host.equals(domain)
        || (host.endsWith(domain)
            && (domain.startsWith(".") || host.charAt(host.length() - domain.length() - 1) == '.'));
  }

  private static boolean isUriHost(String allowed, @Nullable String host) {
    return host != null && isHost(allowed, host);
  }

  /** Exactly this host, or with a leading dot every host below it. */
  private static boolean isHost(String allowed, String host) {
    return allowed.startsWith(".") ? host.endsWith(allowed) : host.equals(allowed);
  }

  /** A mailbox, all mailboxes of a host, or with a leading dot those of all hosts below. */
  private static boolean isMailbox(String allowed, String text) {
    String host = afterAt(text);
    return text.lastIndexOf('@') > 0
        && isHostName(host)
        // No host has a sign in it, so a base that is a mailbox is met as a whole or not at all.
        && (allowed.isEmpty() || text.equals(allowed) || isHost(allowed, host));
  }

  /** Absent when there is none, or an address: RFC 5280 has those refused. */
  private static @Nullable String uriHost(String uri) {
    int start = uri.indexOf("://");
    if (start < 1) {
      return null;
    }
    int end = start + 3;
    while (end < uri.length() && "/?#\\".indexOf(uri.charAt(end)) < 0) {
      end++;
    }
    String authority = uri.substring(start + 3, end);
    String host = authority.substring(authority.lastIndexOf('@') + 1);
    int port = host.lastIndexOf(':');
    host = ConstrainedName.host(port < 0 ? host : host.substring(0, port));
    return isHostName(host) && !isDigits(host.substring(host.lastIndexOf('.') + 1)) ? host : null;
  }

  /** No top-level domain is numeric, so such a host is an address. */
  private static boolean isDigits(String label) {
    return label.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /**
   * @param suffix of a wildcard name, with its leading dot
   */
  private static boolean covers(String suffix, String domain) {
    return domain.endsWith(suffix)
        && domain.lastIndexOf('.', domain.length() - suffix.length() - 1) <= 0;
  }

  /** Readers take an IPv4-mapped address (RFC 4291 2.5.5.2) for the one of four bytes. */
  private static Octets withoutMapping(Octets address) {
    byte[] bytes = address.toArray();
    return bytes.length == 16 && Arrays.equals(bytes, 0, 12, MAPPED, 0, 12)
        ? Octets.copyOf(Arrays.copyOfRange(bytes, 12, 16))
        : address;
  }

  private static boolean isInNet(Octets net, Octets address) {
    byte[] base = net.toArray();
    byte[] bytes = address.toArray();
    if (base.length != 2 * bytes.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      int mask = base[bytes.length + i];
      if ((bytes[i] & mask) != (base[i] & mask)) {
        return false;
      }
    }
    return true;
  }

  /** The name of a host, or of all hosts one label below one. */
  private static boolean isDnsName(String text) {
    return isHostName(text.startsWith(ANY_LABEL) ? text.substring(ANY_LABEL.length()) : text);
  }

  /**
   * Labels of letters, digits, hyphens and underscores. What is none of these a reader may cut
   * short (NUL), decode (percent signs) or match in a way of its own (stars), so nobody can say
   * where it belongs.
   *
   * @param host in lower case, without a dot at its end
   */
  private static boolean isHostName(String host) {
    boolean open = false;
    for (int at = 0; at < host.length(); at++) {
      char c = host.charAt(at);
      if (c == '.' ? !open : !isLabelCharacter(c)) {
        return false;
      }
      open = c != '.';
    }
    return open;
  }

  private static boolean isLabelCharacter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  }

  private static String afterAt(String mailbox) {
    return mailbox.substring(mailbox.lastIndexOf('@') + 1);
  }
}
