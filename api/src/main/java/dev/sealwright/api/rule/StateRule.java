package dev.sealwright.api.rule;

import static dev.sealwright.api.rule.StateRule.Verdict.ALLOWED;
import static dev.sealwright.api.rule.StateRule.Verdict.IN_PROGRESS;
import static dev.sealwright.api.rule.StateRule.Verdict.REFUSED;
import static dev.sealwright.api.rule.StateRule.Verdict.ROOT_TEMPLATE;

import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.api.wire.WireException;
import dev.sealwright.engine.authority.CaStatus;

/**
 * Which operation a CA takes in which status, as a table; the columns are the statuses in order.
 */
public final class StateRule {
  /** What the table says of one operation in one status. */
  public enum Verdict {
    ALLOWED,
    /** InvalidStateException. */
    REFUSED,
    /** RequestInProgressException: ask again shortly. */
    IN_PROGRESS,
    /** Only a root template over the CA's own CSR, which the engine sees to. */
    ROOT_TEMPLATE
  }

  private StateRule() {}

  /** The table. */
  public static Verdict verdict(Operation operation, CaStatus shown) {
    return switch (operation) {
      case CREATE_CERTIFICATE_AUTHORITY,
          DESCRIBE_CERTIFICATE_AUTHORITY,
          LIST_CERTIFICATE_AUTHORITIES,
          DESCRIBE_CERTIFICATE_AUTHORITY_AUDIT_REPORT ->
          ALLOWED;
      case UPDATE_CERTIFICATE_AUTHORITY, REVOKE_CERTIFICATE ->
          row(shown, REFUSED, REFUSED, ALLOWED, ALLOWED, REFUSED, REFUSED, REFUSED);
      case CREATE_CERTIFICATE_AUTHORITY_AUDIT_REPORT ->
          row(shown, REFUSED, REFUSED, ALLOWED, ALLOWED, REFUSED, REFUSED, REFUSED);
      case DELETE_CERTIFICATE_AUTHORITY ->
          row(shown, ALLOWED, ALLOWED, REFUSED, ALLOWED, ALLOWED, ALLOWED, REFUSED);
      case RESTORE_CERTIFICATE_AUTHORITY ->
          row(shown, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED, ALLOWED);
      case GET_CERTIFICATE_AUTHORITY_CSR ->
          row(shown, IN_PROGRESS, ALLOWED, ALLOWED, ALLOWED, ALLOWED, REFUSED, REFUSED);
      case GET_CERTIFICATE_AUTHORITY_CERTIFICATE ->
          row(shown, REFUSED, REFUSED, ALLOWED, ALLOWED, ALLOWED, REFUSED, REFUSED);
      case IMPORT_CERTIFICATE_AUTHORITY_CERTIFICATE ->
          row(shown, IN_PROGRESS, ALLOWED, ALLOWED, REFUSED, ALLOWED, REFUSED, REFUSED);
      case ISSUE_CERTIFICATE ->
          row(shown, REFUSED, ROOT_TEMPLATE, ALLOWED, REFUSED, ROOT_TEMPLATE, REFUSED, REFUSED);
      case GET_CERTIFICATE ->
          row(shown, REFUSED, ALLOWED, ALLOWED, ALLOWED, ALLOWED, REFUSED, REFUSED);
      case CREATE_PERMISSION, DELETE_PERMISSION, PUT_POLICY, GET_POLICY, DELETE_POLICY ->
          row(shown, REFUSED, ALLOWED, ALLOWED, ALLOWED, ALLOWED, REFUSED, REFUSED);
      case LIST_PERMISSIONS, TAG_CERTIFICATE_AUTHORITY, UNTAG_CERTIFICATE_AUTHORITY, LIST_TAGS ->
          row(shown, ALLOWED, ALLOWED, ALLOWED, ALLOWED, ALLOWED, ALLOWED, REFUSED);
    };
  }

  /** Refuses the caller unless the table allows the operation. */
  public static void require(Operation operation, CaStatus shown) {
    switch (verdict(operation, shown)) {
      case ALLOWED, ROOT_TEMPLATE -> {}
      case IN_PROGRESS ->
          throw new WireException(
              ErrorName.REQUEST_IN_PROGRESS, "The certificate authority is still being created");
      case REFUSED -> throw new WireException(ErrorName.INVALID_STATE, message(operation, shown));
    }
  }

  /**
   * Refuses a certificate where {@link Verdict#ROOT_TEMPLATE} is the verdict, unless it is to be
   * one of a root CA for itself.
   */
  public static void requireSigning(CaStatus shown, boolean ofRootForItself) {
    Operation issue = Operation.ISSUE_CERTIFICATE;
    if (verdict(issue, shown) == ROOT_TEMPLATE && !ofRootForItself) {
      throw new WireException(ErrorName.INVALID_STATE, message(issue, shown));
    }
  }

  private static String message(Operation operation, CaStatus shown) {
    if (operation == Operation.ISSUE_CERTIFICATE) {
      return "The certificate authority is not in a valid state for issuing certificates: " + shown;
    }
    if (operation == Operation.UPDATE_CERTIFICATE_AUTHORITY) {
      return "The certificate authority must be in the ACTIVE or DISABLED state to be updated: "
          + shown;
    }
    return operation.wireName() + " is not possible while the certificate authority is " + shown;
  }

  private static Verdict row(
      CaStatus shown,
      Verdict creating,
      Verdict pendingCertificate,
      Verdict active,
      Verdict disabled,
      Verdict expired,
      Verdict failed,
      Verdict deleted) {
    return switch (shown) {
      case CREATING -> creating;
      case PENDING_CERTIFICATE -> pendingCertificate;
      case ACTIVE -> active;
      case DISABLED -> disabled;
      case EXPIRED -> expired;
      case FAILED -> failed;
      case DELETED -> deleted;
    };
  }
}
