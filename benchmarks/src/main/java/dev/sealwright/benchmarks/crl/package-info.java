/**
 * What a long revocation list costs: its making, and each revocation.
 *
 * <p>Threads: each class says. Imports engine and the benchmarks of the line.
 */
@NullMarked
package dev.sealwright.benchmarks.crl;

import org.jspecify.annotations.NullMarked;
