/**
 * What a store of many certificates costs the line, the start and the readers.
 *
 * <p>Threads: each class says. Imports engine and the benchmarks of the line.
 */
@NullMarked
package dev.sealwright.benchmarks.growth;

import org.jspecify.annotations.NullMarked;
