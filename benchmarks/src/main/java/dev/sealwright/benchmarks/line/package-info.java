/**
 * What the line issues beside what its token alone gives, case by case, each in a process of its
 * own.
 *
 * <p>Threads: each class says. Imports measure, load, engine, hsm-config, Bouncy Castle,
 * HdrHistogram.
 */
@NullMarked
package dev.sealwright.benchmarks.line;

import org.jspecify.annotations.NullMarked;
