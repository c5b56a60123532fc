/**
 * How often an account may call, and how much it may have.
 *
 * <p>Threads: shared, called on the request's virtual thread. Imports wire, rate and the engine's
 * limits.
 */
package dev.sealwright.api.quota;
