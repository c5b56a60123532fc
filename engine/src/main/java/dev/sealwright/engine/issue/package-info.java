/**
 * The line: from an order to a durable certificate, and the keys and CSRs of new authorities.
 *
 * <p>Threads: orders are drafted on the caller's thread; reservations and seals are written on the
 * committer's, signatures made on lanes. Imports everything to its left in design order: fault,
 * queue, x509, csr, key, authority, template, lint, audit, store, sign.
 */
package dev.sealwright.engine.issue;
