package dev.sealwright.api.auth;

import java.util.regex.Pattern;

/**
 * Who signed a request.
 *
 * @param account twelve digits
 * @param arn of the principal, as policies name it
 */
public record Caller(String account, String arn) {
  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
  private static final int LONGEST_ARN = 2_048;

  public Caller {
    if (!ACCOUNT.matcher(account).matches()) {
      throw new IllegalArgumentException("an account has twelve digits: " + account);
    }
    if (!arn.startsWith("arn:") || arn.length() > LONGEST_ARN) {
      throw new IllegalArgumentException("not an ARN of a principal: " + arn);
    }
  }
}
