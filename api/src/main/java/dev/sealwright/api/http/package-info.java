/**
 * The narrow front: bytes in, bytes out, with every bound that a public listener needs and no
 * routes of its own. Helidon stands behind it and shows up in no public signature.
 *
 * <p>Threads: one virtual thread for each connection, on which requests of that connection run one
 * after the other; one platform thread sweeps deadlines. Memory of bodies is shared by all
 * connections of a listener: see {@link dev.sealwright.api.http.HttpLimits#bodiesBytes}. Imports
 * wire only.
 */
package dev.sealwright.api.http;
