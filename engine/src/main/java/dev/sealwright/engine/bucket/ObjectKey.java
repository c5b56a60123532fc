package dev.sealwright.engine.bucket;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** What the names of objects look like, so that they mean the same in S3 and in a folder. */
public final class ObjectKey {
  private static final int MAX_BYTES = 1024;

  /** Of the common file systems. */
  private static final int MAX_SEGMENT_BYTES = 200;

  private static final Pattern SEGMENT = Pattern.compile("[-A-Za-z0-9;?:@&=+$,%_.!~*()']+");
  private static final Pattern DOTS = Pattern.compile("\\.+");

  private ObjectKey() {}

  /** Refuses what is not a plain path of segments: INVALID_VALUE. */
  public static void require(String key) {
    if (!isPath(key)) {
      throw new CaException(Failure.INVALID_VALUE, "not the key of an object: " + key);
    }
  }

  /** Whether it is made of segments, none of them empty, of dots alone, or with odd characters. */
  public static boolean isPath(String key) {
    if (key.isEmpty() || key.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      return false;
    }
    for (String segment : key.split("/", -1)) {
      if (segment.length() > MAX_SEGMENT_BYTES
          || !SEGMENT.matcher(segment).matches()
          || DOTS.matcher(segment).matches()) {
        return false;
      }
    }
    return true;
  }
}
