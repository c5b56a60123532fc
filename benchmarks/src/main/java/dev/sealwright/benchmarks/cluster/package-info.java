/**
 * What one node and two nodes issue on PostgreSQL, with and without a synchronous standby, beside
 * one on SQLite, and what a database of many certificates costs them. Nodes are processes; the
 * servers are real ones, which a script of the engine's tests starts.
 *
 * <p>Threads: each class says. Imports engine, PostgreSQL's driver and the benchmarks of the line.
 */
@NullMarked
package dev.sealwright.benchmarks.cluster;

import org.jspecify.annotations.NullMarked;
