/**
 * Tells the world what happened to CAs: events as those of the published service, into a file and
 * to a receiver of CloudEvents. What is told is durable already; what cannot be told is counted and
 * let go, and never keeps anything from happening. The full record is the audit trail of the store.
 * And the metrics that the published service has of each CA's lists.
 *
 * <p>Threads: one writes the file, one sends; whoever causes an event only puts it into a bounded
 * queue. Imports wire, and the engine's records and observers.
 */
package dev.sealwright.api.event;
