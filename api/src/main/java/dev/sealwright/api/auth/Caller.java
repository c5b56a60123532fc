package dev.sealwright.api.auth;

import dev.sealwright.api.policy.PolicyDocument;
import dev.sealwright.api.policy.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who signed a request, and what its account lets it do.
 *
 * @param policies of the principal; with none of them it may do nothing in its own account
 * @param sourceIp address its connection comes from; absent before a request is at hand
 */
public record Caller(
    Principal principal, List<PolicyDocument> policies, @Nullable String sourceIp) {
  public Caller {
    policies = List.copyOf(policies);
  }

  /** A principal that may do nothing. */
  public Caller(String account, String arn) {
    this(new Principal(account, arn, null, null), List.of(), null);
  }

  /** A principal that may do everything in its account. */
  public static Caller administrator(String account, String arn) {
    return new Caller(
        new Principal(account, arn, null, null), List.of(PolicyDocument.ADMINISTRATOR), null);
  }

  /** The same, calling from an address. */
  Caller from(@Nullable String address) {
    return address == null ? this : new Caller(principal, policies, address);
  }

  public String account() {
    return principal.account();
  }

  public String arn() {
    return principal.arn();
  }

  /** What certificates have on record of who asked: the service it stands for, else its ARN. */
  public String requester() {
    String service = principal.service();
    return service == null ? arn() : service;
  }

  @Override
  public String toString() {
    return "Caller[" + arn() + "]";
  }
}
