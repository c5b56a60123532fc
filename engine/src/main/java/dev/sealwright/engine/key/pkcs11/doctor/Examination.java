package dev.sealwright.engine.key.pkcs11.doctor;

import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.pkcs11.RefusalMarker;
import dev.sealwright.hsm.ModuleConfig;
import dev.sealwright.hsm.PinSource;
import dev.sealwright.hsm.Profile;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to be examined, and how far.
 *
 * @param choice of the token behind the module
 * @param pin of its user; absent to stop before the login
 * @param marker of refusals of that PIN, by whichever process (INVARIANT I7)
 * @param tried kinds of key to try out
 * @param measured kinds of key whose speed is measured, of those tried
 * @param step how long each measurement takes; zero for none
 * @param mostSessions most sessions at once, at least 1
 * @param patience longest that any one trial may take before it counts as hanging
 * @param removeScratch whether scratch keys that an earlier examination left are destroyed
 */
public record Examination(
    ModuleConfig module,
    Choice choice,
    @Nullable PinSource pin,
    RefusalMarker marker,
    Profile profile,
    Set<KeySpec> tried,
    Set<KeySpec> measured,
    Duration step,
    int mostSessions,
    Duration patience,
    boolean removeScratch) {
  public Examination {
    tried = Set.copyOf(tried);
    measured = Set.copyOf(measured);
    if (mostSessions < 1 || mostSessions > 256) {
      throw new IllegalArgumentException("sessions must be 1 to 256, not " + mostSessions);
    }
  }

  /** Which token: the one that fits all that is said; the only usable one when nothing is. */
  public record Choice(@Nullable String label, @Nullable Long slot, @Nullable String serial) {
    boolean fits(Diagnosis.Slot candidate) {
      return (label == null || label.equals(candidate.info().label()))
          && (slot == null || slot == candidate.slot())
          && (serial == null || serial.equals(candidate.info().serial()));
    }

    boolean isOpen() {
      return label == null && slot == null && serial == null;
    }
  }
}
