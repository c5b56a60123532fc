package dev.sealwright.engine;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A class of tests that mostly waits, for another process or for a disk, and does not mind to wait
 * a little longer. It runs beside the others, which run one after the other; never two of these at
 * once, and the tests of one never at once.
 *
 * <p>Not for a class that makes tokens: those of this JVM are one folder. Nor for one that looks at
 * the whole JVM or has a deadline of a few seconds, which is {@link
 * org.junit.jupiter.api.parallel.Isolated} if one of these beside it would disturb it.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("mostly waits") // keeps the tests of a class in one thread, too
public @interface MostlyWaits {}
