/**
 * Audit reports: every certificate of a CA, written to a bucket by a thread of their own.
 *
 * <p>Threads: one, {@code sealwright-reports}; requests only put reports on record. Imports wire
 * and the engine.
 */
package dev.sealwright.api.report;
