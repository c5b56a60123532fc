/**
 * How often somebody may do something: buckets of tokens, in bounded memory. What is counted, and
 * what a refusal says, is for those who use them.
 *
 * <p>Threads: shared, called on the request's virtual thread. Imports nothing of ours.
 */
package dev.sealwright.api.rate;
