/**
 * How often an account may call, and how much it may have.
 *
 * <p>Threads: shared, called on the request's virtual thread. Imports wire, rate, the engine's
 * limits and its account of rates.
 */
package dev.sealwright.api.quota;
