/**
 * What a front door asks of the engine.
 *
 * <p>Threads: immutable values. Imports authority, template, store and x509.
 */
package dev.sealwright.engine.order;
