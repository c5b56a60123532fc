/**
 * Reads what operators write about tokens, and the profiles of makes of HSM that come with it.
 *
 * <p>Threads: one for each reading; the results are immutable. Imports dev.sealwright.hsm and
 * dev.sealwright.hsm.yaml; makes no native call and reads no PIN.
 */
package dev.sealwright.hsm.file;
