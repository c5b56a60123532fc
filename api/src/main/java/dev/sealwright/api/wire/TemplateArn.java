package dev.sealwright.api.wire;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ARN of a certificate template: {@code arn:<partition>:acm-pca:::template/<name>/V1}.
 *
 * <p>Whether a template of that name exists is not known here.
 *
 * @param name such as {@code EndEntityCertificate}
 */
public record TemplateArn(String partition, String name) {
  private static final Pattern PARTITION = Pattern.compile("[a-z][a-z0-9-]{0,31}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]{1,128}");
  private static final Pattern FORM =
      Pattern.compile(
          "arn:(?<partition>[a-z][a-z0-9-]{0,31}):acm-pca:::template/(?<name>[A-Za-z0-9_]{1,128})/V1");

  public TemplateArn {
    if (!PARTITION.matcher(partition).matches() || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not the parts of a template ARN");
    }
  }

  /**
   * Reads an ARN.
   *
   * @throws WireException INVALID_ARN
   */
  public static TemplateArn parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new WireException(
          ErrorName.INVALID_ARN,
          "'" + Excerpt.of(text, 200) + "' is not the ARN of a certificate template");
    }
    return new TemplateArn(form.group("partition"), form.group("name"));
  }

  @Override
  public String toString() {
    return "arn:" + partition + ":acm-pca:::template/" + name + "/V1";
  }
}
