package dev.sealwright.engine.x509;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
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
  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/=]++");

  private Pem() {}

  /** One block in lines of 64 characters, with no line feed behind the END line. */
  public static String encode(String label, Octets der) {
    String body =
        Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der.toArray()).concat("\n");
    return BEGIN + label + DASHES + "\n" + body + END + label + DASHES;
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
    @Nullable String open = null;
    StringBuilder body = new StringBuilder();
    for (String line : ascii(text, failure).split("\n", -1)) {
      line = line.stripTrailing();
      if (open != null) {
        if (line.equals(END + open + DASHES)) {
          blocks.add(bytes(body.toString(), failure));
          open = null;
        } else {
          body.append(base64(line, failure));
        }
      } else if (line.startsWith(BEGIN) && line.endsWith(DASHES)) {
        if (blocks.size() == maxBlocks) {
          throw new CaException(failure, "the PEM text has more than " + count(maxBlocks));
        }
        open = label(line, labels, failure);
        body.setLength(0);
      } else if (!line.isEmpty()) {
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

  private static String base64(String line, Failure failure) {
    if (line.isEmpty()) {
      throw new CaException(failure, "a PEM block has a blank line in it, or no END line");
    }
    if (line.contains(":")) {
      throw new CaException(failure, "a PEM block has headers, which are not allowed");
    }
    if (!BASE64.matcher(line).matches()) {
      throw new CaException(failure, "a PEM block has a character that is not base64");
    }
    return line;
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
