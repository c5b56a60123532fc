/**
 * The server killed at random instants under load, and what must be true after each restart.
 *
 * <p>The server is a process of its own over SoftHSM2 behind the fault module, which logs what it
 * signed; this process keeps every acknowledgement and reads the record by itself, with no code of
 * the server. Threads: callers are virtual, all else is one thread. Imports load, hsm-config, the
 * JDK, Bouncy Castle for the requests.
 */
@NullMarked
package dev.sealwright.benchmarks.crash;

import org.jspecify.annotations.NullMarked;
