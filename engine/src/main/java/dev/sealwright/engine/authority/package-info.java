/**
 * What a certificate authority is: its settings, its status and what that status permits.
 *
 * <p>Threads: immutable values. Imports fault, x509, csr and key.
 */
package dev.sealwright.engine.authority;
