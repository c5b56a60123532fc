/**
 * Waiting places that know nothing of what waits in them: a bounded queue that is emptied in
 * batches, and the ticket a submitter holds meanwhile.
 *
 * <p>Threads: everything here is shared freely. Imports fault.
 */
package dev.sealwright.engine.queue;
