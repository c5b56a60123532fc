/**
 * Buckets as folders of the local file system, for a web server to publish.
 *
 * <p>Threads: as the SPI says. A leaf: nothing but the composition root and tests imports it.
 */
package dev.sealwright.engine.bucket.folder;
