/**
 * How the engine says no: a closed list of failures, each with its blame, and the one exception.
 *
 * <p>Threads: immutable values. Imports nothing of the engine.
 */
package dev.sealwright.engine.fault;
