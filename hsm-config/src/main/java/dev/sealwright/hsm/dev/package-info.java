/**
 * Private SoftHSM2 tokens for developers and CI; not for keys that anyone relies on.
 *
 * <p>Runs softhsm2-util; makes no native call itself. Threads: one, one process at a time per
 * folder. Imports dev.sealwright.hsm and dev.sealwright.hsm.file.
 */
package dev.sealwright.hsm.dev;
