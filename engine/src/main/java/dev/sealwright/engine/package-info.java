/**
 * The certificate authority as a library: {@link dev.sealwright.engine.CaEngine} is its front door.
 *
 * <p>Threads: the engine is shared freely; it starts one committer and the lanes of each vault, and
 * leaves none behind on close. Imports every other package of the engine but drivers and stores.
 */
package dev.sealwright.engine;
