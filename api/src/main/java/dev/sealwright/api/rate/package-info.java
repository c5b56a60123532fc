/**
 * How often somebody may do something: buckets of tokens, in bounded memory, of this process alone
 * or shared by the nodes of a cluster. What is counted, and what a refusal says, is for those who
 * use them.
 *
 * <p>Threads: shared, called on the request's virtual thread. Imports nothing of ours but the
 * engine's account of rates.
 */
package dev.sealwright.api.rate;
