/**
 * One class per operation, and the dispatcher that brings a request to its action and the answer
 * back.
 *
 * <p>Threads: everything is shared and called on the request's virtual thread. Imports everything
 * to its left in the order of the rooms, and the engine.
 */
package dev.sealwright.api.action;
