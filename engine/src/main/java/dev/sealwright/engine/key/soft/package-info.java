/**
 * Keys in the memory of this process, for tests and for embedders who name it: no custody at all.
 *
 * <p>Threads: the vault is shared, a session belongs to the thread that opened it. Imports fault,
 * x509 and key.
 */
package dev.sealwright.engine.key.soft;
