/**
 * What the publication listener answers to OCSP requests, beside the barest answers of the same
 * listener and beside the raw loop of the token.
 *
 * <p>Server, clients and raw loop are processes of their own, started before the first round; one
 * round is of one of them, while the others idle. Threads: each class says. Imports line, measure
 * and load, Bouncy Castle for the requests; api only by launching it.
 */
@NullMarked
package dev.sealwright.benchmarks.ocsp;

import org.jspecify.annotations.NullMarked;
