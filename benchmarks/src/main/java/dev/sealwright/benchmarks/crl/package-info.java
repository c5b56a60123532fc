/**
 * What a long revocation list costs: its making, and each revocation.
 *
 * <p>Threads: each class says. Imports line, measure and engine.
 */
@NullMarked
package dev.sealwright.benchmarks.crl;

import org.jspecify.annotations.NullMarked;
