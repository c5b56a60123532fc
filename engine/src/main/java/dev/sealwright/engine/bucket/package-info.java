/**
 * Where published objects go: the {@link dev.sealwright.engine.bucket.Buckets} SPI, with the names
 * of buckets and objects.
 *
 * <p>Threads: shared. Imports fault and x509.
 */
package dev.sealwright.engine.bucket;
