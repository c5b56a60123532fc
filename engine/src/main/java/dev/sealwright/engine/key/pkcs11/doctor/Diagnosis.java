package dev.sealwright.engine.key.pkcs11.doctor;

import dev.sealwright.engine.key.ModuleIdentity;
import dev.sealwright.engine.key.pkcs11.MechanismInfo;
import dev.sealwright.engine.key.pkcs11.TokenInfo;
import dev.sealwright.engine.key.pkcs11.TokenLimits;
import dev.sealwright.hsm.Quirk;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an examination found; as far as it came.
 *
 * @param slots that hold a token
 * @param token the one examined; absent when none was chosen
 * @param trials in the order of the kinds of key; empty when it stopped before
 * @param hanging whether a call did not return: the module must not be finalised any more
 */
public record Diagnosis(
    ModuleIdentity module,
    List<Slot> slots,
    @Nullable Examined token,
    List<Trial> trials,
    List<Speed> speeds,
    List<Finding> findings,
    @Nullable Advice advice,
    boolean hanging) {
  public Diagnosis {
    slots = List.copyOf(slots);
    trials = List.copyOf(trials);
    speeds = List.copyOf(speeds);
    findings = List.copyOf(findings);
  }

  /** Whether nothing was found that keeps the token from serving a CA. */
  public boolean sound() {
    return findings.stream().noneMatch(finding -> finding.severity() == Finding.Severity.PROBLEM);
  }

  /**
   * A slot with its token.
   *
   * @param limits absent when the binding does not tell
   */
  public record Slot(long slot, TokenInfo info, @Nullable TokenLimits limits) {}

  /**
   * The token that was examined, as it describes itself.
   *
   * @param mechanisms by CKM number, all that it lists
   * @param seals whether its mechanisms are enough to seal secrets
   */
  public record Examined(
      Slot slot,
      SortedMap<Long, MechanismInfo> mechanisms,
      List<Ability> abilities,
      boolean seals) {
    public Examined {
      mechanisms = new TreeMap<>(mechanisms);
      abilities = List.copyOf(abilities);
    }
  }

  /**
   * The settings that suit the token.
   *
   * @param label of the token
   * @param serial of the token, needed when another behind the module has the same label
   * @param ambiguous whether another has
   * @param lanes sessions beyond which it does not get faster; 0 when that was not measured
   * @param quirks that have to be let pass
   */
  public record Advice(
      String label, String serial, boolean ambiguous, int lanes, Set<Quirk> quirks) {
    public Advice {
      quirks = Set.copyOf(quirks);
    }
  }
}
