package dev.sealwright.api.wire;

import static dev.sealwright.api.wire.ErrorName.CERTIFICATE_MISMATCH;
import static dev.sealwright.api.wire.ErrorName.CONCURRENT_MODIFICATION;
import static dev.sealwright.api.wire.ErrorName.INVALID_ARGS;
import static dev.sealwright.api.wire.ErrorName.INVALID_ARN;
import static dev.sealwright.api.wire.ErrorName.INVALID_NEXT_TOKEN;
import static dev.sealwright.api.wire.ErrorName.INVALID_POLICY;
import static dev.sealwright.api.wire.ErrorName.INVALID_REQUEST;
import static dev.sealwright.api.wire.ErrorName.INVALID_STATE;
import static dev.sealwright.api.wire.ErrorName.INVALID_TAG;
import static dev.sealwright.api.wire.ErrorName.LIMIT_EXCEEDED;
import static dev.sealwright.api.wire.ErrorName.LOCKOUT_PREVENTED;
import static dev.sealwright.api.wire.ErrorName.MALFORMED_CERTIFICATE;
import static dev.sealwright.api.wire.ErrorName.MALFORMED_CSR;
import static dev.sealwright.api.wire.ErrorName.PERMISSION_ALREADY_EXISTS;
import static dev.sealwright.api.wire.ErrorName.REQUEST_ALREADY_PROCESSED;
import static dev.sealwright.api.wire.ErrorName.REQUEST_FAILED;
import static dev.sealwright.api.wire.ErrorName.REQUEST_IN_PROGRESS;
import static dev.sealwright.api.wire.ErrorName.RESOURCE_NOT_FOUND;
import static dev.sealwright.api.wire.ErrorName.TOO_MANY_TAGS;

import dev.sealwright.api.shape.CreateCertificateAuthorityAuditReportRequest;
import dev.sealwright.api.shape.CreateCertificateAuthorityAuditReportResponse;
import dev.sealwright.api.shape.CreateCertificateAuthorityRequest;
import dev.sealwright.api.shape.CreateCertificateAuthorityResponse;
import dev.sealwright.api.shape.CreatePermissionRequest;
import dev.sealwright.api.shape.DeleteCertificateAuthorityRequest;
import dev.sealwright.api.shape.DeletePermissionRequest;
import dev.sealwright.api.shape.DeletePolicyRequest;
import dev.sealwright.api.shape.DescribeCertificateAuthorityAuditReportRequest;
import dev.sealwright.api.shape.DescribeCertificateAuthorityAuditReportResponse;
import dev.sealwright.api.shape.DescribeCertificateAuthorityRequest;
import dev.sealwright.api.shape.DescribeCertificateAuthorityResponse;
import dev.sealwright.api.shape.GetCertificateAuthorityCertificateRequest;
import dev.sealwright.api.shape.GetCertificateAuthorityCertificateResponse;
import dev.sealwright.api.shape.GetCertificateAuthorityCsrRequest;
import dev.sealwright.api.shape.GetCertificateAuthorityCsrResponse;
import dev.sealwright.api.shape.GetCertificateRequest;
import dev.sealwright.api.shape.GetCertificateResponse;
import dev.sealwright.api.shape.GetPolicyRequest;
import dev.sealwright.api.shape.GetPolicyResponse;
import dev.sealwright.api.shape.ImportCertificateAuthorityCertificateRequest;
import dev.sealwright.api.shape.IssueCertificateRequest;
import dev.sealwright.api.shape.IssueCertificateResponse;
import dev.sealwright.api.shape.ListCertificateAuthoritiesRequest;
import dev.sealwright.api.shape.ListCertificateAuthoritiesResponse;
import dev.sealwright.api.shape.ListPermissionsRequest;
import dev.sealwright.api.shape.ListPermissionsResponse;
import dev.sealwright.api.shape.ListTagsRequest;
import dev.sealwright.api.shape.ListTagsResponse;
import dev.sealwright.api.shape.PutPolicyRequest;
import dev.sealwright.api.shape.RestoreCertificateAuthorityRequest;
import dev.sealwright.api.shape.RevokeCertificateRequest;
import dev.sealwright.api.shape.TagCertificateAuthorityRequest;
import dev.sealwright.api.shape.UntagCertificateAuthorityRequest;
import dev.sealwright.api.shape.UpdateCertificateAuthorityRequest;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The operations on offer: the name on the wire, what goes in and out, and the errors declared. */
@SuppressWarnings("ImmutableEnumChecker") // Set.of is immutable; the checker knows Guava's only.
public enum Operation {
  CREATE_CERTIFICATE_AUTHORITY(
      "CreateCertificateAuthority",
      CreateCertificateAuthorityRequest.class,
      CreateCertificateAuthorityResponse.class,
      Set.of(INVALID_ARGS, INVALID_POLICY, INVALID_TAG, LIMIT_EXCEEDED)),
  DESCRIBE_CERTIFICATE_AUTHORITY(
      "DescribeCertificateAuthority",
      DescribeCertificateAuthorityRequest.class,
      DescribeCertificateAuthorityResponse.class,
      Set.of(INVALID_ARN, RESOURCE_NOT_FOUND)),
  LIST_CERTIFICATE_AUTHORITIES(
      "ListCertificateAuthorities",
      ListCertificateAuthoritiesRequest.class,
      ListCertificateAuthoritiesResponse.class,
      Set.of(INVALID_NEXT_TOKEN)),
  UPDATE_CERTIFICATE_AUTHORITY(
      "UpdateCertificateAuthority",
      UpdateCertificateAuthorityRequest.class,
      null,
      Set.of(
          CONCURRENT_MODIFICATION,
          INVALID_ARGS,
          INVALID_ARN,
          INVALID_POLICY,
          INVALID_STATE,
          RESOURCE_NOT_FOUND)),
  DELETE_CERTIFICATE_AUTHORITY(
      "DeleteCertificateAuthority",
      DeleteCertificateAuthorityRequest.class,
      null,
      Set.of(CONCURRENT_MODIFICATION, INVALID_ARN, INVALID_STATE, RESOURCE_NOT_FOUND)),
  RESTORE_CERTIFICATE_AUTHORITY(
      "RestoreCertificateAuthority",
      RestoreCertificateAuthorityRequest.class,
      null,
      Set.of(INVALID_ARN, INVALID_STATE, RESOURCE_NOT_FOUND)),
  GET_CERTIFICATE_AUTHORITY_CSR(
      "GetCertificateAuthorityCsr",
      GetCertificateAuthorityCsrRequest.class,
      GetCertificateAuthorityCsrResponse.class,
      Set.of(INVALID_ARN, INVALID_STATE, REQUEST_FAILED, REQUEST_IN_PROGRESS, RESOURCE_NOT_FOUND)),
  IMPORT_CERTIFICATE_AUTHORITY_CERTIFICATE(
      "ImportCertificateAuthorityCertificate",
      ImportCertificateAuthorityCertificateRequest.class,
      null,
      Set.of(
          CERTIFICATE_MISMATCH,
          CONCURRENT_MODIFICATION,
          INVALID_ARN,
          INVALID_REQUEST,
          INVALID_STATE,
          MALFORMED_CERTIFICATE,
          REQUEST_FAILED,
          REQUEST_IN_PROGRESS,
          RESOURCE_NOT_FOUND)),
  GET_CERTIFICATE_AUTHORITY_CERTIFICATE(
      "GetCertificateAuthorityCertificate",
      GetCertificateAuthorityCertificateRequest.class,
      GetCertificateAuthorityCertificateResponse.class,
      Set.of(INVALID_ARN, INVALID_STATE, RESOURCE_NOT_FOUND)),
  ISSUE_CERTIFICATE(
      "IssueCertificate",
      IssueCertificateRequest.class,
      IssueCertificateResponse.class,
      Set.of(
          INVALID_ARGS,
          INVALID_ARN,
          INVALID_STATE,
          LIMIT_EXCEEDED,
          MALFORMED_CSR,
          RESOURCE_NOT_FOUND)),
  GET_CERTIFICATE(
      "GetCertificate",
      GetCertificateRequest.class,
      GetCertificateResponse.class,
      Set.of(INVALID_ARN, INVALID_STATE, REQUEST_FAILED, REQUEST_IN_PROGRESS, RESOURCE_NOT_FOUND)),
  REVOKE_CERTIFICATE(
      "RevokeCertificate",
      RevokeCertificateRequest.class,
      null,
      Set.of(
          CONCURRENT_MODIFICATION,
          INVALID_ARN,
          INVALID_REQUEST,
          INVALID_STATE,
          LIMIT_EXCEEDED,
          REQUEST_ALREADY_PROCESSED,
          REQUEST_FAILED,
          REQUEST_IN_PROGRESS,
          RESOURCE_NOT_FOUND)),
  CREATE_CERTIFICATE_AUTHORITY_AUDIT_REPORT(
      "CreateCertificateAuthorityAuditReport",
      CreateCertificateAuthorityAuditReportRequest.class,
      CreateCertificateAuthorityAuditReportResponse.class,
      Set.of(
          INVALID_ARGS,
          INVALID_ARN,
          INVALID_STATE,
          REQUEST_FAILED,
          REQUEST_IN_PROGRESS,
          RESOURCE_NOT_FOUND)),
  DESCRIBE_CERTIFICATE_AUTHORITY_AUDIT_REPORT(
      "DescribeCertificateAuthorityAuditReport",
      DescribeCertificateAuthorityAuditReportRequest.class,
      DescribeCertificateAuthorityAuditReportResponse.class,
      Set.of(INVALID_ARGS, INVALID_ARN, RESOURCE_NOT_FOUND)),
  CREATE_PERMISSION(
      "CreatePermission",
      CreatePermissionRequest.class,
      null,
      Set.of(
          INVALID_ARN,
          INVALID_STATE,
          LIMIT_EXCEEDED,
          PERMISSION_ALREADY_EXISTS,
          REQUEST_FAILED,
          RESOURCE_NOT_FOUND)),
  DELETE_PERMISSION(
      "DeletePermission",
      DeletePermissionRequest.class,
      null,
      Set.of(INVALID_ARN, INVALID_STATE, REQUEST_FAILED, RESOURCE_NOT_FOUND)),
  LIST_PERMISSIONS(
      "ListPermissions",
      ListPermissionsRequest.class,
      ListPermissionsResponse.class,
      Set.of(INVALID_ARN, INVALID_NEXT_TOKEN, INVALID_STATE, REQUEST_FAILED, RESOURCE_NOT_FOUND)),
  PUT_POLICY(
      "PutPolicy",
      PutPolicyRequest.class,
      null,
      Set.of(
          CONCURRENT_MODIFICATION,
          INVALID_ARN,
          INVALID_POLICY,
          INVALID_STATE,
          LOCKOUT_PREVENTED,
          REQUEST_FAILED,
          RESOURCE_NOT_FOUND)),
  GET_POLICY(
      "GetPolicy",
      GetPolicyRequest.class,
      GetPolicyResponse.class,
      Set.of(INVALID_ARN, INVALID_STATE, REQUEST_FAILED, RESOURCE_NOT_FOUND)),
  DELETE_POLICY(
      "DeletePolicy",
      DeletePolicyRequest.class,
      null,
      Set.of(
          CONCURRENT_MODIFICATION,
          INVALID_ARN,
          INVALID_STATE,
          LOCKOUT_PREVENTED,
          REQUEST_FAILED,
          RESOURCE_NOT_FOUND)),
  TAG_CERTIFICATE_AUTHORITY(
      "TagCertificateAuthority",
      TagCertificateAuthorityRequest.class,
      null,
      Set.of(INVALID_ARN, INVALID_STATE, INVALID_TAG, RESOURCE_NOT_FOUND, TOO_MANY_TAGS)),
  UNTAG_CERTIFICATE_AUTHORITY(
      "UntagCertificateAuthority",
      UntagCertificateAuthorityRequest.class,
      null,
      Set.of(INVALID_ARN, INVALID_STATE, INVALID_TAG, RESOURCE_NOT_FOUND)),
  LIST_TAGS(
      "ListTags",
      ListTagsRequest.class,
      ListTagsResponse.class,
      Set.of(INVALID_ARN, INVALID_STATE, REQUEST_FAILED, RESOURCE_NOT_FOUND));

  private static final Map<String, Operation> BY_TARGET =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(Operation::target, Function.identity()));

  private final String wireName;
  private final Class<? extends Record> request;
  private final @Nullable Class<? extends Record> response;
  private final Set<ErrorName> errors;

  Operation(
      String wireName,
      Class<? extends Record> request,
      @Nullable Class<? extends Record> response,
      Set<ErrorName> errors) {
    this.wireName = wireName;
    this.request = request;
    this.response = response;
    this.errors = errors;
  }

  /** The operation of an {@code X-Amz-Target} header, compared exactly. */
  public static Optional<Operation> byTarget(String target) {
    return Optional.ofNullable(BY_TARGET.get(target));
  }

  /** The name of the operation, which is also its IAM action after {@code acm-pca:}. */
  public String wireName() {
    return wireName;
  }

  /** The value of the {@code X-Amz-Target} header. */
  public String target() {
    return "ACMPrivateCA." + wireName;
  }

  public Class<? extends Record> request() {
    return request;
  }

  /** The class of the response, or empty if success has nothing to tell. */
  public Optional<Class<? extends Record>> response() {
    return Optional.ofNullable(response);
  }

  /** The errors of the model for this operation; the common ones come on top. */
  public Set<ErrorName> errors() {
    return errors;
  }
}
