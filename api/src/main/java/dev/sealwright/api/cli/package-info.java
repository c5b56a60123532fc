/**
 * The command line beside the server: examines, sets up and looks after tokens.
 *
 * <p>Commands are thin: what they find comes from the engine as values, and is written here as a
 * table for people or as JSON. A failure is one line on standard error; no PIN is ever an argument
 * or part of a message (INVARIANT I15).
 *
 * <p>Threads: the main thread. Imports all below it, and as part of the composition root the
 * drivers and the store.
 */
package dev.sealwright.api.cli;
