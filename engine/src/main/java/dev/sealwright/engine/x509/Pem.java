package dev.sealwright.engine.x509;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * PEM text in its strict form (RFC 7468 section 3, figure 3), read without tolerance.
 *
 * <p>Between blocks there is white space or nothing. In a block there are base64 lines and nothing
 * else: no headers (RFC 1421 4.6), no blank line. Lines end in LF or CRLF; white space at the end
 * of a line is ignored.
 */
public final class Pem {
  public static final String CERTIFICATE = "CERTIFICATE";
  public static final String CERTIFICATE_REQUEST = "CERTIFICATE REQUEST";

  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  private Pem() {}

  /** One block in lines of 64 characters, with no line feed behind the END line. */
  public static String encode(String label, Octets der) {
    String body =
        Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der.toArray()).concat("\n");
    return BEGIN + label + DASHES + "\n" + body + END + label + DASHES;
  }

  /** The same in ASCII, as orders and imports take it. */
  public static Octets text(String label, Octets der) {
    return Octets.copyOf(encode(label, der).getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * The contents of the blocks, in order: at least one, at most {@code maxBlocks}.
   *
   * @param labels the only ones accepted
   * @param failure what the thrown exception carries, whatever is wrong
   */
  public static List<Octets> decode(
      byte[] text, Set<String> labels, int maxBlocks, Failure failure) {
    List<Octets> blocks = new ArrayList<>();
    // The line that ends the block which is open.
    @Nullable String open = null;
    StringBuilder body = new StringBuilder();
    String whole = ascii(text, failure);
    // Line by line without a list of the lines: two megabytes of short ones would fill a small
    // heap.
    for (int at = 0, next; at <= whole.length(); at = next) {
      int feed = whole.indexOf('\n', at);
      int end = feed < 0 ? whole.length() : feed;
      next = end + 1;
      while (end > at && isSpace(whole.charAt(end - 1))) {
        end--;
      }
      if (open != null) {
        if (isLine(whole, at, end, open)) {
          blocks.add(bytes(body.toString(), failure));
          open = null;
        } else {
          requireBase64(whole, at, end, failure);
          body.append(whole, at, end);
        }
      } else if (end - at >= BEGIN.length()
          && whole.startsWith(BEGIN, at)
          && whole.startsWith(DASHES, end - DASHES.length())) {
        if (blocks.size() == maxBlocks) {
          throw new CaException(failure, "the PEM text has more than " + count(maxBlocks));
        }
        open = END + label(whole.substring(at, end), labels, failure) + DASHES;
        body.setLength(0);
      } else if (at < end) {
        throw new CaException(failure, "the PEM text has something other than blocks in it");
      }
    }
    if (open != null) {
      throw new CaException(failure, "a PEM block has no END line that fits its BEGIN line");
    }
    if (blocks.isEmpty()) {
      throw new CaException(failure, "there is no PEM block");
    }
    return blocks;
  }

  private static String ascii(byte[] text, Failure failure) {
    for (byte b : text) {
      if ((b < ' ' && b != '\n' && b != '\r' && b != '\t') || b == 0x7f) {
        throw new CaException(failure, "this is not PEM text: it has binary bytes in it");
      }
    }
    return new String(text, StandardCharsets.US_ASCII);
  }

  private static String label(String line, Set<String> labels, Failure failure) {
    int end = line.length() - DASHES.length();
    String label = end < BEGIN.length() ? "" : line.substring(BEGIN.length(), end);
    if (!labels.contains(label)) {
      // The label is the caller's text: it is not repeated.
      throw new CaException(
          failure,
          "a PEM block is not labelled " + String.join(" or ", labels.stream().sorted().toList()));
    }
    return label;
  }

  private static boolean isLine(String whole, int at, int end, String line) {
    return end - at == line.length() && whole.charAt(at) == '-' && whole.startsWith(line, at);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\r';
  }

  private static void requireBase64(String whole, int at, int end, Failure failure) {
    if (at == end) {
      throw new CaException(failure, "a PEM block has a blank line in it, or no END line");
    }
    boolean strange = false;
    for (int i = at; i < end; i++) {
      char c = whole.charAt(i);
      if (c == ':') {
        throw new CaException(failure, "a PEM block has headers, which are not allowed");
      }
      strange |= !isBase64(c);
    }
    if (strange) {
      throw new CaException(failure, "a PEM block has a character that is not base64");
    }
  }

  private static boolean isBase64(char c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '+'
        || c == '/'
        || c == '=';
  }

  private static Octets bytes(String body, Failure failure) {
    try {
      byte[] bytes = Base64.getDecoder().decode(body);
      // The JDK's decoder forgives missing padding and stray last bits (RFC 4648 3.5).
      if (bytes.length > 0 && Base64.getEncoder().encodeToString(bytes).equals(body)) {
        return Octets.copyOf(bytes);
      }
    } catch (IllegalArgumentException e) {
      throw new CaException(failure, "a PEM block is not base64", e);
    }
    throw new CaException(failure, "a PEM block is not base64");
  }

  private static String count(int blocks) {
    return blocks == 1 ? "one block" : blocks + " blocks";
  }
}
