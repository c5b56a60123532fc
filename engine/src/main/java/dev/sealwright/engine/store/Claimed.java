package dev.sealwright.engine.store;

import dev.sealwright.engine.x509.Octets;

/**
 * What an earlier write under the same token made.
 *
 * @param fingerprint of the request that made it
 * @param resource the authority's UUID, or the serial in hexadecimal
 */
public record Claimed(Octets fingerprint, String resource) {}
