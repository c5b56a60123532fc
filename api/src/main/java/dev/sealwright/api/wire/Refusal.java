package dev.sealwright.api.wire;

import dev.sealwright.api.shape.WireName;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import org.jspecify.annotations.Nullable;

/**
 * An error as it leaves: its name and a message for the caller.
 *
 * <p>Here, and only here, the engine's failures become errors of the API. Which error an operation
 * may answer with is listed in {@link Operation#errors()}; an action that lets another one through
 * has a bug, and clients then see a name their model does not know.
 */
public record Refusal(ErrorName error, String message) {
  private static final int MESSAGE_LIMIT = 8192;
  private static final Refusal UNAVAILABLE =
      new Refusal(ErrorName.SERVICE_UNAVAILABLE, "The service is unavailable; try again later");

  /**
   * The refusal that a thrown exception stands for; anything unforeseen is an internal failure.
   *
   * @param operation the operation that was asked for, once it is known
   */
  public static Refusal of(RuntimeException thrown, @Nullable Operation operation) {
    return switch (thrown) {
      case WireException e -> new Refusal(e.error(), String.valueOf(e.getMessage()));
      case CaException e -> of(e.failure(), String.valueOf(e.getMessage()), operation);
      default -> of(Failure.INTERNAL, "", operation);
    };
  }

  /** The JSON object of an error response. */
  public byte[] body() {
    return WireWriter.write(new Body(error.wireName(), Excerpt.of(message, MESSAGE_LIMIT)));
  }

  private static Refusal of(Failure failure, String message, @Nullable Operation operation) {
    return switch (failure) {
      case INVALID_VALUE, BUCKET_REFUSED -> new Refusal(ErrorName.VALIDATION, message);
      case INVALID_ARGUMENT -> new Refusal(ErrorName.INVALID_ARGS, message);
      case INVALID_REQUEST -> new Refusal(ErrorName.INVALID_REQUEST, message);
      case MALFORMED_CSR -> new Refusal(ErrorName.MALFORMED_CSR, message);
      case MALFORMED_CERTIFICATE -> new Refusal(ErrorName.MALFORMED_CERTIFICATE, message);
      case CERTIFICATE_MISMATCH -> new Refusal(ErrorName.CERTIFICATE_MISMATCH, message);
      case INVALID_STATE -> new Refusal(ErrorName.INVALID_STATE, message);
      case NOT_FOUND -> new Refusal(ErrorName.RESOURCE_NOT_FOUND, message);
      case INVALID_TAG -> new Refusal(ErrorName.INVALID_TAG, message);
      case TOO_MANY_TAGS -> new Refusal(ErrorName.TOO_MANY_TAGS, message);
      case PERMISSION_EXISTS -> new Refusal(ErrorName.PERMISSION_ALREADY_EXISTS, message);
      case ALREADY_PROCESSED -> new Refusal(ErrorName.REQUEST_ALREADY_PROCESSED, message);
      case CONCURRENT_MODIFICATION -> new Refusal(ErrorName.CONCURRENT_MODIFICATION, message);
      case IN_PROGRESS -> new Refusal(ErrorName.REQUEST_IN_PROGRESS, message);
      case REQUEST_FAILED -> new Refusal(ErrorName.REQUEST_FAILED, message);
      case LIMIT_EXCEEDED -> new Refusal(ErrorName.LIMIT_EXCEEDED, message);
      case BUSY -> new Refusal(ErrorName.THROTTLING, "Rate exceeded");
      // From here on the message is for the log only.
      case OUTCOME_UNKNOWN ->
          declares(operation, ErrorName.REQUEST_FAILED)
              // An SDK repeats a 503 by itself, which must not happen to what cannot be repeated.
              ? new Refusal(
                  ErrorName.REQUEST_FAILED,
                  "The request may or may not have been carried out; look before you repeat it")
              : UNAVAILABLE;
      case RECORD_UNREADABLE ->
          declares(operation, ErrorName.REQUEST_FAILED)
              ? new Refusal(ErrorName.REQUEST_FAILED, "The record of the resource cannot be read")
              : UNAVAILABLE;
      case TOKEN_UNAVAILABLE, STORE_UNAVAILABLE -> UNAVAILABLE;
      case INTERNAL -> new Refusal(ErrorName.INTERNAL_FAILURE, "The service failed internally");
    };
  }

  private static boolean declares(@Nullable Operation operation, ErrorName error) {
    return operation != null && operation.errors().contains(error);
  }

  // A lower-case message is what the model declares; clients take __type or the header.
  record Body(@WireName("__type") String type, @WireName("message") String message) {}
}
