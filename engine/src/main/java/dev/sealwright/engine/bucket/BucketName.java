package dev.sealwright.engine.bucket;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.util.regex.Pattern;

/** The naming rules of S3 for buckets; no name that keeps them can leave a folder of buckets. */
public final class BucketName {
  private static final Pattern FORM = Pattern.compile("[a-z0-9][-a-z0-9.]{1,61}[a-z0-9]");
  private static final Pattern IP_ADDRESS = Pattern.compile("[0-9]+(\\.[0-9]+){3}");
  private static final Pattern RESERVED =
      Pattern.compile(
          "(xn--|sthree-|amzn-s3-demo-).*|.*(-s3alias|--ol-s3|\\.mrap|--x-s3|--table-s3)");

  private BucketName() {}

  /** Refuses what is not the name of a bucket: INVALID_VALUE. */
  public static void require(String name) {
    if (!FORM.matcher(name).matches()
        || name.contains("..")
        || IP_ADDRESS.matcher(name).matches()
        || RESERVED.matcher(name).matches()) {
      throw new CaException(
          Failure.INVALID_VALUE,
          "a bucket has a name of 3 to 63 lower-case letters, digits, dots and hyphens that starts"
              + " and ends with a letter or digit, has no two dots side by side, is not an IP"
              + " address and has none of the reserved prefixes and suffixes of S3");
    }
  }
}
