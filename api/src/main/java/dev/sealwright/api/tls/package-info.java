/**
 * The certificate under which the API listener speaks TLS: read from two files, checked, and read
 * again when they change.
 *
 * <p>Threads: one platform thread of {@link dev.sealwright.api.tls.TlsRotation} looks at the files;
 * connections take what it found last. Imports nothing of the api. The private key is in no string
 * form and no message (INVARIANT I15).
 */
package dev.sealwright.api.tls;
