package dev.sealwright.engine.key.pkcs11.doctor;

import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Signatures per second by the number of sessions, each session on a thread of its own.
 *
 * @param steps in rising order of sessions
 * @param stopped why more sessions were not tried, if not for the limit or for lack of gain
 */
public record Speed(
    KeySpec spec, SignatureAlgorithm algorithm, List<Step> steps, @Nullable String stopped) {
  private static final double ENOUGH = 0.95;

  public Speed {
    steps = List.copyOf(steps);
  }

  /** One measurement. */
  public record Step(int sessions, double perSecond) {}

  /** The best of all steps; 0 without any. */
  public double best() {
    return steps.stream().mapToDouble(Step::perSecond).max().orElse(0);
  }

  /** The least number of sessions that reaches 95 percent of the best; 0 without any step. */
  public int knee() {
    return steps.stream()
        .filter(step -> step.perSecond() >= ENOUGH * best())
        .mapToInt(Step::sessions)
        .findFirst()
        .orElse(0);
  }
}
