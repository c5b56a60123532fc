/**
 * The hands that sign: lanes, each one session on one named platform thread, and the check of every
 * signature.
 *
 * <p>Threads: a native call pins a virtual thread's carrier, so vaults are called from lanes alone.
 * Imports fault, queue, x509 and key.
 */
package dev.sealwright.engine.sign;
