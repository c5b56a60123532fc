package dev.sealwright.benchmarks.crash;

/**
 * One call of a caller.
 *
 * @param caller its number, which chooses the request and its subject
 * @param token of idempotency; empty for a caller without
 */
record Order(int caller, String token) {}
