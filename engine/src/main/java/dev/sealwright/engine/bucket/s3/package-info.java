/**
 * Buckets in S3 or a store that speaks its protocol.
 *
 * <p>Threads: as the SPI says. A leaf: nothing but the composition root and tests imports it.
 */
package dev.sealwright.engine.bucket.s3;
