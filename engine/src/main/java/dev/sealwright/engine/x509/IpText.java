package dev.sealwright.engine.x509;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Reads the text of an IP address strictly (RFC 4291 2.2): no name is ever looked up, no octet is
 * octal, no zone, no mask, and an IPv4-mapped address stays the sixteen bytes it is.
 */
final class IpText {
  private static final Pattern OCTET = Pattern.compile("0|[1-9][0-9]{0,2}");
  private static final Pattern GROUP = Pattern.compile("[0-9A-Fa-f]{1,4}");
  private static final int GROUPS = 8;

  private IpText() {}

  /** Four or sixteen bytes; INVALID_ARGUMENT when it is no address. */
  static byte[] bytes(String text) {
    byte[] address = text.indexOf(':') < 0 ? four(text) : sixteen(text);
    if (address.length == 0) {
      throw Text.refusal("an IpAddress", "is not the text of an IPv4 or IPv6 address");
    }
    return address;
  }

  /** Empty when it is none. */
  private static byte[] four(String text) {
    String[] octets = text.split("\\.", -1);
    if (octets.length != 4) {
      return new byte[0];
    }
    byte[] address = new byte[4];
    for (int i = 0; i < 4; i++) {
      if (!OCTET.matcher(octets[i]).matches() || Integer.parseInt(octets[i]) > 255) {
        return new byte[0];
      }
      address[i] = (byte) Integer.parseInt(octets[i]);
    }
    return address;
  }

  private static byte[] sixteen(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      byte[] whole = groups(text, true);
      return whole.length == 2 * GROUPS ? whole : new byte[0];
    }
    String left = text.substring(0, gap);
    String right = text.substring(gap + 2);
    byte[] head = groups(left, false);
    byte[] tail = groups(right, true);
    boolean read =
        (left.isEmpty() || head.length > 0)
            && (right.isEmpty() || tail.length > 0)
            // RFC 4291 2.2: "::" stands for one or more groups.
            && head.length + tail.length < 2 * GROUPS;
    if (!read) {
      return new byte[0];
    }
    byte[] address = Arrays.copyOf(head, 2 * GROUPS);
    System.arraycopy(tail, 0, address, address.length - tail.length, tail.length);
    return address;
  }

  /** The bytes of groups between colons; empty when there are none or one is malformed. */
  private static byte[] groups(String text, boolean mayEndInFour) {
    String[] groups = text.split(":", -1);
    if (groups.length > GROUPS) {
      return new byte[0];
    }
    ByteBuffer bytes = ByteBuffer.allocate(2 * GROUPS + 4);
    for (int i = 0; i < groups.length; i++) {
      if (mayEndInFour && i == groups.length - 1 && groups[i].indexOf('.') >= 0) {
        byte[] last = four(groups[i]);
        if (last.length == 0) {
          return last;
        }
        bytes.put(last);
      } else if (GROUP.matcher(groups[i]).matches()) {
        bytes.putShort((short) Integer.parseInt(groups[i], 16));
      } else {
        return new byte[0];
      }
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }
}
