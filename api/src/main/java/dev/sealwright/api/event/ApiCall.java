package dev.sealwright.api.event;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One call of the API by somebody who proved who he is.
 *
 * @param operation as the model names it
 * @param account of the caller
 * @param arn of the caller
 * @param service that it stands for, if any
 * @param address that the call came from
 * @param agent what the client says of itself
 * @param requestId of the answer
 * @param request absent when it was not understood
 * @param response absent when there is none, and of calls that only read
 * @param refusal absent when it did what was asked
 */
public record ApiCall(
    String operation,
    String account,
    String arn,
    @Nullable String service,
    Instant at,
    Optional<String> address,
    Optional<String> agent,
    Optional<String> requestId,
    @Nullable Record request,
    @Nullable Record response,
    @Nullable Refusal refusal) {

  /** Why not. */
  public record Refusal(String error, String message) {}

  /** Whether it changes nothing, as its name says. */
  boolean reads() {
    return operation.startsWith("Describe")
        || operation.startsWith("Get")
        || operation.startsWith("List");
  }
}
