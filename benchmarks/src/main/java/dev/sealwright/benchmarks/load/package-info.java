/**
 * A caller of the API that costs little: it shares its processors with the server that is measured.
 *
 * <p>Signature Version 4 of its own, one keep-alive connection a caller, no HTTP library. Threads:
 * a connection is used by one thread at a time. Imports the JDK alone.
 */
@NullMarked
package dev.sealwright.benchmarks.load;

import org.jspecify.annotations.NullMarked;
