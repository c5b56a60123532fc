package dev.sealwright.engine.issue;

import dev.sealwright.engine.authority.AuthoritySettings;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.sign.Replicas;
import dev.sealwright.hsm.StorageStandard;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides in which vault the key of a new authority is made: the first that is declared to meet the
 * standard asked for and offers the kind of key and its algorithm.
 *
 * <p>Threads: shared.
 */
public final class VaultChoice {
  private final List<Replicas> groups;

  /**
   * @param groups of all vaults, in order of preference
   */
  public VaultChoice(Collection<Replicas> groups) {
    this.groups = List.copyOf(groups);
  }

  /**
   * The lanes of the vault.
   *
   * @throws CaException INVALID_ARGUMENT when there is none; TOKEN_UNAVAILABLE when one that was
   *     not reached yet might be it
   */
  Replicas of(AuthoritySettings settings) {
    @Nullable StorageStandard standard = settings.storage();
    List<Replicas> declared =
        groups.stream().filter(group -> standard == null || group.meets(standard)).toList();
    if (declared.isEmpty()) {
      throw new CaException(
          Failure.INVALID_ARGUMENT,
          "No configured token is declared to meet " + standard + " or higher");
    }
    @Nullable CaException unreached = null;
    for (Replicas group : declared) {
      try {
        if (group.offers(settings.keySpec(), settings.signingAlgorithm())) {
          return group;
        }
      } catch (CaException e) {
        unreached = e;
      }
    }
    if (unreached != null) {
      throw unreached;
    }
    throw new CaException(
        Failure.INVALID_ARGUMENT,
        "No configured token"
            + (declared.size() < groups.size() ? " that is declared to meet " + standard : "")
            + " offers keys of kind "
            + settings.keySpec()
            + " that sign with "
            + settings.signingAlgorithm());
  }
}
