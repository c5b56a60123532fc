package dev.sealwright.api.wire;

import dev.sealwright.api.shape.WireName;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;

/**
 * An error as it leaves: its name and a message for the caller.
 *
 * <p>Here, and only here, the engine's failures become errors of the API. Which error an operation
 * may answer with is listed in {@link Operation#errors()}; an action that lets another one through
 * has a bug, and clients then see a name their model does not know.
 */
public record Refusal(ErrorName error, String message) {
  private static final int MESSAGE_LIMIT = 8192;

  /** The refusal that a thrown exception stands for; anything unforeseen is an internal failure. */
  public static Refusal of(RuntimeException thrown) {
    return switch (thrown) {
      case WireException e -> new Refusal(e.error(), String.valueOf(e.getMessage()));
      case CaException e -> of(e.failure(), String.valueOf(e.getMessage()));
      default -> of(Failure.INTERNAL, "");
    };
  }

  /** The JSON object of an error response. */
  public byte[] body() {
    return WireWriter.write(new Body(error.wireName(), Excerpt.of(message, MESSAGE_LIMIT)));
  }

  private static Refusal of(Failure failure, String message) {
    return switch (failure) {
      case INVALID_VALUE -> new Refusal(ErrorName.VALIDATION, message);
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
      case TOKEN_UNAVAILABLE, STORE_UNAVAILABLE ->
          new Refusal(ErrorName.SERVICE_UNAVAILABLE, "The service is unavailable; try again later");
      case INTERNAL -> new Refusal(ErrorName.INTERNAL_FAILURE, "The service failed internally");
    };
  }

  // A lower-case message is what the model declares; clients take __type or the header.
  record Body(@WireName("__type") String type, @WireName("message") String message) {}
}
