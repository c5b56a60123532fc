/**
 * What an audit report of very many certificates costs: time, memory, and the issuance beside it.
 *
 * <p>Threads: each class says. Imports api, engine and the benchmarks of the line.
 */
@NullMarked
package dev.sealwright.benchmarks.report;

import org.jspecify.annotations.NullMarked;
