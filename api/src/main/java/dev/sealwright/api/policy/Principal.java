package dev.sealwright.api.policy;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who a call is made as.
 *
 * @param account twelve digits
 * @param arn as policies name the principal
 * @param organization the account belongs to, such as {@code o-a1b2c3d4e5}, if any
 * @param service the service principal it stands for, such as {@code acm.amazonaws.com}, if it is
 *     one; the account is then the one the service works for
 */
public record Principal(
    String account, String arn, @Nullable String organization, @Nullable String service) {
  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
  private static final int LONGEST_ARN = 2_048;

  public Principal {
    if (!ACCOUNT.matcher(account).matches()) {
      throw new IllegalArgumentException("an account has twelve digits: " + account);
    }
    if (!arn.startsWith("arn:") || arn.length() > LONGEST_ARN) {
      throw new IllegalArgumentException("not an ARN of a principal: " + arn);
    }
  }
}
