/**
 * The process: settings, the composition root, the way in and the way out.
 *
 * <p>Threads: the main thread starts everything, a shutdown hook ends it. Imports everything.
 */
package dev.sealwright.api;
