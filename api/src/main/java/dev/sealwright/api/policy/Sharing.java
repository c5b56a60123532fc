package dev.sealwright.api.policy;

import dev.sealwright.api.wire.Operation;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What of a CA can be shared with other accounts: seven operations. */
public final class Sharing {
  private static final Set<String> ACTIONS =
      Arrays.stream(Operation.values())
          .filter(Sharing::offered)
          .map(operation -> action(operation).toLowerCase(Locale.ROOT))
          .collect(Collectors.toUnmodifiableSet());

  private Sharing() {}

  /** The name of an operation in policies. */
  public static String action(Operation operation) {
    return "acm-pca:" + operation.wireName();
  }

  /** Whether a resource policy can grant the operation; all others stay with the owner. */
  public static boolean offered(Operation operation) {
    return switch (operation) {
      case DESCRIBE_CERTIFICATE_AUTHORITY,
          GET_CERTIFICATE,
          GET_CERTIFICATE_AUTHORITY_CERTIFICATE,
          ISSUE_CERTIFICATE,
          LIST_PERMISSIONS,
          LIST_TAGS,
          REVOKE_CERTIFICATE ->
          true;
      case CREATE_CERTIFICATE_AUTHORITY,
          LIST_CERTIFICATE_AUTHORITIES,
          GET_CERTIFICATE_AUTHORITY_CSR,
          IMPORT_CERTIFICATE_AUTHORITY_CERTIFICATE,
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
          UNTAG_CERTIFICATE_AUTHORITY ->
          false;
    };
  }

  /** Whether the text names one of them in full, in any case and without wildcards. */
  static boolean offered(String action) {
    return ACTIONS.contains(action.toLowerCase(Locale.ROOT));
  }
}
