package dev.sealwright.benchmarks.measure;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** What is told of several rounds. */
public final class Figures {
  private Figures() {}

  /**
   * The median; of an even number of figures the mean of the two in the middle.
   *
   * @param rounds at least one
   */
  public static <T> double median(List<T> rounds, ToDoubleFunction<T> figure) {
    double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** The same of the figures themselves. */
  public static double median(List<Double> figures) {
    return median(figures, Double::doubleValue);
  }
}
