/**
 * What becomes of authorities after they were founded: {@link dev.sealwright.engine.life.Registrar}
 * changes them on record, {@link dev.sealwright.engine.life.Sweeper} ends them.
 *
 * <p>Threads: the registrar on its caller's, the sweeper on one of its own. Imports issue and what
 * issue imports.
 */
package dev.sealwright.engine.life;
