/**
 * Revocation lists: what is due ({@link dev.sealwright.engine.crl.Schedule}), how a list is written
 * and signed without ever being in memory ({@link dev.sealwright.engine.crl.ListMaker}), and how it
 * gets to where readers fetch it ({@link dev.sealwright.engine.crl.CrlPublisher}).
 *
 * <p>Threads: a few of its own make lists ({@link dev.sealwright.engine.crl.CrlWorker}), as their
 * turn comes ({@link dev.sealwright.engine.crl.Agenda}); others only say that something changed.
 * Imports attach and what attach imports.
 */
package dev.sealwright.engine.crl;
