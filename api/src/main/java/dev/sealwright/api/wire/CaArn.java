package dev.sealwright.api.wire;

import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ARN of a CA: {@code arn:<partition>:acm-pca:<region>:<account>:certificate-authority/<uuid>}.
 *
 * @param partition such as {@code aws}
 * @param region such as {@code eu-central-1}
 * @param account twelve digits
 */
public record CaArn(String partition, String region, String account, UUID id) {
  private static final Pattern PARTITION = Pattern.compile("[a-z][a-z0-9-]{0,31}");
  private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,32}");
  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
  private static final Pattern FORM =
      Pattern.compile(
          "arn:(?<partition>[a-z][a-z0-9-]{0,31}):acm-pca:(?<region>[a-z0-9-]{1,32})"
              + ":(?<account>[0-9]{12}):certificate-authority"
              + "/(?<id>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})");

  public CaArn {
    if (!PARTITION.matcher(partition).matches()
        || !REGION.matcher(region).matches()
        || !ACCOUNT.matcher(account).matches()) {
      throw new IllegalArgumentException("not the parts of an ARN");
    }
  }

  /**
   * Reads an ARN; the UUID must be in lower case.
   *
   * @throws WireException INVALID_ARN
   */
  public static CaArn parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new WireException(
          ErrorName.INVALID_ARN,
          "'" + Excerpt.of(text, 200) + "' is not the ARN of a certificate authority");
    }
    return new CaArn(
        form.group("partition"),
        form.group("region"),
        form.group("account"),
        UUID.fromString(form.group("id")));
  }

  @Override
  public String toString() {
    return "arn:"
        + partition
        + ":acm-pca:"
        + region
        + ":"
        + account
        + ":certificate-authority/"
        + id;
  }
}
