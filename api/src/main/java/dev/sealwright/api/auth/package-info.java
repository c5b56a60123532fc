/**
 * Who is asking, by AWS Signature Version 4 over a request that has arrived in full, and whether it
 * may.
 *
 * <p>Threads: everything here is called from request threads at once. Imports http, policy and
 * wire; of the engine, permissions.
 */
package dev.sealwright.api.auth;
