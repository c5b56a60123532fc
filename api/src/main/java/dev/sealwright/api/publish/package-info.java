/**
 * The publication listener: revocation lists out of buckets, and OCSP answers, for anyone who asks.
 * Nothing but what is meant for everyone can be reached through it.
 *
 * <p>Threads: requests run on the virtual threads of their connections. Imports http and rate.
 */
package dev.sealwright.api.publish;
