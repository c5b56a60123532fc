/**
 * Who is asking: AWS Signature Version 4 over a request that has arrived in full.
 *
 * <p>Threads: everything here is called from request threads at once. Imports http and wire.
 */
package dev.sealwright.api.auth;
