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
import static dev.sealwright.api.wire.ErrorName.MALFORMED_CERTIFICATE;
import static dev.sealwright.api.wire.ErrorName.MALFORMED_CSR;
import static dev.sealwright.api.wire.ErrorName.REQUEST_FAILED;
import static dev.sealwright.api.wire.ErrorName.REQUEST_IN_PROGRESS;
import static dev.sealwright.api.wire.ErrorName.RESOURCE_NOT_FOUND;

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
      Set.of(INVALID_ARN, INVALID_STATE, REQUEST_FAILED, REQUEST_IN_PROGRESS, RESOURCE_NOT_FOUND));

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
