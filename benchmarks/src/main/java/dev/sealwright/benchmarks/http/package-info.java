/**
 * What the whole server issues through HTTP, Signature Version 4 and JSON, beside the engine alone
 * or the raw loop of the token.
 *
 * <p>Server, caller and yardstick are processes of their own, started before the first round; one
 * round is of one of them, while the others idle. Threads: each class says. Imports line, measure
 * and load, api only by launching it.
 */
@NullMarked
package dev.sealwright.benchmarks.http;

import org.jspecify.annotations.NullMarked;
