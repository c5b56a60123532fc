/**
 * JMH benchmarks of the stations of the line, one class each, and what they are fed with.
 *
 * <p>They run on the class path, in the unnamed module, so they reach packages that the modules
 * keep to themselves. Threads: those of JMH. Imports engine, hsm-config, api, Bouncy Castle.
 */
@NullMarked
package dev.sealwright.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
