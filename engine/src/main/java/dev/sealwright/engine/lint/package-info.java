/**
 * Rules over the exact bytes that are about to be signed, read back by a library that had no part
 * in writing them.
 *
 * <p>Threads: immutable values and pure functions. Imports fault and x509.
 */
package dev.sealwright.engine.lint;
