package dev.sealwright.api.wire;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who asked for a certificate, as it is on record: the ARN of a principal, or the name of a service
 * that works for the CA's account. What the engine asked for itself is on record as neither.
 */
public record Requester(String name) {
  private static final Pattern ARN =
      Pattern.compile("arn:[^:]*:[^:]*:[^:]*:(?<account>[0-9]{12}):.*");
  private static final Pattern SERVICE = Pattern.compile("[a-z0-9-]+(\\.[a-z0-9-]+)+");

  /** The ARN, when it is the principal of an account. */
  public Optional<String> arn() {
    return ARN.matcher(name).matches() ? Optional.of(name) : Optional.empty();
  }

  /** The service principal, such as {@code acm.amazonaws.com}, when it is one. */
  public Optional<String> service() {
    return SERVICE.matcher(name).matches() ? Optional.of(name) : Optional.empty();
  }

  /** The account of the principal; that of the CA for anyone else. */
  public String account(CaArn authority) {
    Matcher arn = ARN.matcher(name);
    return arn.matches() ? arn.group("account") : authority.account();
  }
}
