package dev.sealwright.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;

/** What a piece of work takes from the heap, held against the size of its input. */
public final class Allocation {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocation() {}

  /**
   * Runs the work on this thread; again when it took too much, since the first run also loads
   * classes.
   *
   * @param input bytes of input
   * @param each bytes that may be allocated for each of them
   * @param fixed bytes that may be allocated whatever the input
   */
  public static <T> T bounded(long input, long each, long fixed, Supplier<T> work) {
    for (int run = 1; ; run++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      try {
        T result = work.get();
        if (judge(before, input, each, fixed, run)) {
          return result;
        }
      } catch (RuntimeException e) {
        if (judge(before, input, each, fixed, run)) {
          throw e;
        }
      }
    }
  }

  /** Whether the bound was kept; fails when it was broken for the third time. */
  private static boolean judge(long before, long input, long each, long fixed, int run) {
    long used = THREADS.getCurrentThreadAllocatedBytes() - before;
    boolean kept = used <= fixed + each * input;
    assertThat(kept || run < 3).as("%d bytes of input took %d of heap", input, used).isTrue();
    return kept;
  }
}
