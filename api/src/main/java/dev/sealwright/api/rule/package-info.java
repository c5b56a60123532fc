/**
 * The one place that refuses a caller for the state of a CA (INVARIANT I9; the engine asks once
 * more at the point of no return).
 *
 * <p>Threads: immutable data. Imports wire and the engine's authority package.
 */
package dev.sealwright.api.rule;
