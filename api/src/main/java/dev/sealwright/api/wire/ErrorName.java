package dev.sealwright.api.wire;

/**
 * The errors a caller can meet, with the HTTP status each travels under.
 *
 * <p>The modelled ones are always 400; the common ones follow the AWS reference page, except
 * AccessDenied, which the live service sends as 400.
 */
public enum ErrorName {
  // Common to every operation.
  ACCESS_DENIED("AccessDeniedException", 400),
  INCOMPLETE_SIGNATURE("IncompleteSignatureException", 403),
  INVALID_SIGNATURE("InvalidSignatureException", 403),
  MISSING_AUTHENTICATION_TOKEN("MissingAuthenticationTokenException", 403),
  UNRECOGNIZED_CLIENT("UnrecognizedClientException", 403),
  THROTTLING("ThrottlingException", 400),
  VALIDATION("ValidationException", 400),
  SERIALIZATION("SerializationException", 400),
  UNKNOWN_OPERATION("UnknownOperationException", 404),
  MALFORMED_HTTP_REQUEST("MalformedHttpRequestException", 400),
  REQUEST_ENTITY_TOO_LARGE("RequestEntityTooLargeException", 413),
  REQUEST_TIMEOUT("RequestTimeoutException", 408),
  INTERNAL_FAILURE("InternalFailure", 500),
  SERVICE_UNAVAILABLE("ServiceUnavailable", 503),

  // Modelled.
  CERTIFICATE_MISMATCH("CertificateMismatchException", 400),
  CONCURRENT_MODIFICATION("ConcurrentModificationException", 400),
  INVALID_ARGS("InvalidArgsException", 400),
  INVALID_ARN("InvalidArnException", 400),
  INVALID_NEXT_TOKEN("InvalidNextTokenException", 400),
  INVALID_POLICY("InvalidPolicyException", 400),
  INVALID_REQUEST("InvalidRequestException", 400),
  INVALID_STATE("InvalidStateException", 400),
  INVALID_TAG("InvalidTagException", 400),
  LIMIT_EXCEEDED("LimitExceededException", 400),
  LOCKOUT_PREVENTED("LockoutPreventedException", 400),
  MALFORMED_CSR("MalformedCSRException", 400),
  MALFORMED_CERTIFICATE("MalformedCertificateException", 400),
  PERMISSION_ALREADY_EXISTS("PermissionAlreadyExistsException", 400),
  REQUEST_ALREADY_PROCESSED("RequestAlreadyProcessedException", 400),
  REQUEST_FAILED("RequestFailedException", 400),
  REQUEST_IN_PROGRESS("RequestInProgressException", 400),
  RESOURCE_NOT_FOUND("ResourceNotFoundException", 400),
  TOO_MANY_TAGS("TooManyTagsException", 400);

  private final String wireName;
  private final int status;

  ErrorName(String wireName, int status) {
    this.wireName = wireName;
    this.status = status;
  }

  /** The value of {@code __type} and of the {@code x-amzn-ErrorType} header. */
  public String wireName() {
    return wireName;
  }

  public int status() {
    return status;
  }
}
