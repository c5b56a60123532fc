package dev.sealwright.api.action;

import dev.sealwright.api.auth.Caller;
import org.jspecify.annotations.Nullable;

/**
 * One operation of the API.
 *
 * @param <I> the request record
 */
@FunctionalInterface
public interface Action<I extends Record> {
  /**
   * Does what the caller, whose signature was verified, asks.
   *
   * @return the response record, or null when the operation has none
   */
  @Nullable Record run(I request, Caller caller);
}
