/**
 * How a measurement is run: processes that take turns, callers in closed loops, the conditions, and
 * the report of a command.
 *
 * <p>Threads: each class says. Imports load and HdrHistogram; knows nothing of what is measured.
 */
@NullMarked
package dev.sealwright.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
