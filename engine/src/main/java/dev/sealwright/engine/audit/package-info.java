/**
 * The record of who made a CA key do what, and when.
 *
 * <p>Threads: immutable values. Imports authority, x509.
 */
package dev.sealwright.engine.audit;
