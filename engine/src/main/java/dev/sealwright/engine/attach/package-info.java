/**
 * What hangs on an authority: tags, permissions, revocations, audit reports.
 *
 * <p>Threads: shared; blocks the caller until a change is durable. Imports store and what store
 * imports.
 */
package dev.sealwright.engine.attach;
