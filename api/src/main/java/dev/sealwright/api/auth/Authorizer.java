package dev.sealwright.api.auth;

import dev.sealwright.api.policy.AccessRequest;
import dev.sealwright.api.policy.Facts;
import dev.sealwright.api.policy.PolicyDocument;
import dev.sealwright.api.policy.Sharing;
import dev.sealwright.api.policy.Verdict;
import dev.sealwright.api.wire.CaArn;
import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.api.wire.WireException;
import dev.sealwright.engine.authority.Permission;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a caller may do what it asks, by the rules of AWS: an explicit Deny wins; within
 * one account the principal's policies or the CA's policy must allow; across accounts both must,
 * and only what can be shared; everything else is refused (INVARIANT I15).
 *
 * <p>A service principal has no policies: the CA's permissions for the service and the account it
 * works for decide alone.
 *
 * <p>Threads: immutable, shared.
 */
public final class Authorizer {
  private static final String EVERYTHING = "*";

  private final String region;
  private final Clock clock;

  public Authorizer(String region, Clock clock) {
    this.region = region;
    this.clock = clock;
  }

  /**
   * Refuses the caller unless it may call an operation that names no CA.
   *
   * @throws WireException ACCESS_DENIED
   */
  public void require(Operation operation, Caller caller, CallDetails details) {
    requireIdentity(operation, caller, EVERYTHING, details);
  }

  /**
   * Refuses the caller unless its own policies allow an operation on CAs that are still to be made.
   *
   * @param resource an ARN whose last part is {@code *}: what covers any CA covers these
   */
  public void requireIdentity(
      Operation operation, Caller caller, String resource, CallDetails details) {
    AccessRequest request = request(operation, caller, resource, details, null, Map::of);
    if (caller.principal().service() != null
        || Verdict.ofIdentity(caller.policies(), request) != Verdict.ALLOWED) {
      throw denied(operation, caller, resource);
    }
  }

  /**
   * Refuses the caller unless it may call the operation on the CA.
   *
   * @param holding of the CA; {@link Holding#NOTHING} when there is no such CA, so that the refusal
   *     is the same
   * @throws WireException ACCESS_DENIED
   */
  public void require(
      Operation operation, Caller caller, CaArn arn, Holding holding, CallDetails details) {
    if (!allows(operation, caller, arn, holding, details)) {
      throw denied(operation, caller, arn.toString());
    }
  }

  /** The decision by itself. */
  public boolean allows(
      Operation operation, Caller caller, CaArn arn, Holding holding, CallDetails details) {
    if (caller.principal().service() != null) {
      return permitted(operation, caller, holding);
    }
    boolean sameAccount = caller.account().equals(arn.account());
    if (!sameAccount && !Sharing.offered(operation)) {
      return false;
    }
    AccessRequest request =
        request(operation, caller, arn.toString(), details, arn.account(), holding::tags);
    Verdict identity = Verdict.ofIdentity(caller.policies(), request);
    Verdict resource =
        holding
            .policy()
            .map((PolicyDocument policy) -> policy.asResource(request, sameAccount))
            .orElse(Verdict.SILENT);
    if (identity == Verdict.DENIED || resource == Verdict.DENIED) {
      return false;
    }
    boolean byIdentity = identity == Verdict.ALLOWED;
    boolean byResource = resource == Verdict.ALLOWED;
    return sameAccount ? byIdentity || byResource : byIdentity && byResource;
  }

  /**
   * Whether the caller's own policies let it write the object. The service writes where the caller
   * says: without this question it would be a deputy for whoever may create a CA.
   *
   * @param object such as {@code arn:aws:s3:::bucket/key}
   */
  public boolean mayPut(Caller caller, String object) {
    return caller.principal().service() == null
        && Verdict.ofIdentity(
                caller.policies(),
                new AccessRequest(
                    caller.principal(),
                    "s3:PutObject",
                    object,
                    facts(caller, CallDetails.NONE, null, Map::of)))
            == Verdict.ALLOWED;
  }

  private static boolean permitted(Operation operation, Caller caller, Holding holding) {
    Optional<Permission.Action> action = action(operation);
    return action.isPresent()
        && holding.permissions().stream()
            .anyMatch(permission ->
                permission.principal().equals(caller.principal().service())
                    && permission.sourceAccount().equals(caller.account())
                    && permission.actions().contains(action.get()));
  }

  private static Optional<Permission.Action> action(Operation operation) {
    return switch (operation) {
      case ISSUE_CERTIFICATE -> Optional.of(Permission.Action.ISSUE_CERTIFICATE);
      case GET_CERTIFICATE -> Optional.of(Permission.Action.GET_CERTIFICATE);
      case LIST_PERMISSIONS -> Optional.of(Permission.Action.LIST_PERMISSIONS);
      case CREATE_CERTIFICATE_AUTHORITY,
          DESCRIBE_CERTIFICATE_AUTHORITY,
          LIST_CERTIFICATE_AUTHORITIES,
          GET_CERTIFICATE_AUTHORITY_CSR,
          IMPORT_CERTIFICATE_AUTHORITY_CERTIFICATE,
          GET_CERTIFICATE_AUTHORITY_CERTIFICATE,
          REVOKE_CERTIFICATE,
          UPDATE_CERTIFICATE_AUTHORITY,
          DELETE_CERTIFICATE_AUTHORITY,
          RESTORE_CERTIFICATE_AUTHORITY,
          CREATE_CERTIFICATE_AUTHORITY_AUDIT_REPORT,
          DESCRIBE_CERTIFICATE_AUTHORITY_AUDIT_REPORT,
          CREATE_PERMISSION,
          DELETE_PERMISSION,
          PUT_POLICY,
          GET_POLICY,
          DELETE_POLICY,
          TAG_CERTIFICATE_AUTHORITY,
          UNTAG_CERTIFICATE_AUTHORITY,
          LIST_TAGS ->
          Optional.empty();
    };
  }

  private AccessRequest request(
      Operation operation,
      Caller caller,
      String resource,
      CallDetails details,
      @Nullable String resourceAccount,
      Supplier<Map<String, String>> resourceTags) {
    return new AccessRequest(
        caller.principal(),
        Sharing.action(operation),
        resource,
        facts(caller, details, resourceAccount, resourceTags));
  }

  private Facts facts(
      Caller caller,
      CallDetails details,
      @Nullable String resourceAccount,
      Supplier<Map<String, String>> resourceTags) {
    return new Facts(
        clock.instant(),
        region,
        details.templateArn(),
        details.tags(),
        resourceTags,
        resourceAccount,
        caller.sourceIp());
  }

  private static WireException denied(Operation operation, Caller caller, String resource) {
    return new WireException(
        ErrorName.ACCESS_DENIED,
        "User: "
            + caller.arn()
            + " is not authorized to perform: "
            + Sharing.action(operation)
            + " on resource: "
            + resource);
  }
}
