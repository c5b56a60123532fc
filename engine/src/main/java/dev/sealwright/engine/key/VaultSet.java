package dev.sealwright.engine.key;

import java.util.Arrays;
import java.util.List;

/**
 * Vaults that hold the same CA keys, copied by the means of their makers, under the one name that
 * is on record with each key.
 *
 * @param name stable for the life of the keys
 * @param members 1 to {@link #MAX_MEMBERS}, with different names; new keys are made in the first
 *     that is well
 */
public record VaultSet(String name, List<Member> members) {
  public static final int MAX_MEMBERS = 16;

  /**
   * One of the vaults.
   *
   * @param weight its share of the work beside the others, 1 to 100
   */
  public record Member(KeyVault vault, int weight) {
    public Member {
      if (weight < 1 || weight > 100) {
        throw new IllegalArgumentException("weight must be 1 to 100, not " + weight);
      }
    }
  }

  public VaultSet {
    members = List.copyOf(members);
    if (name.isBlank() || members.isEmpty() || members.size() > MAX_MEMBERS) {
      throw new IllegalArgumentException(
          "a set needs a name and 1 to " + MAX_MEMBERS + " vaults, not " + members.size());
    }
    if (members.stream().map(member -> member.vault().name()).distinct().count()
        != members.size()) {
      throw new IllegalArgumentException("two vaults of the set " + name + " have one name");
    }
  }

  /** A vault that nothing stands in for. */
  public static VaultSet of(KeyVault alone) {
    return new VaultSet(alone.name(), List.of(new Member(alone, 1)));
  }

  /** Refuses sets that an engine could not tell apart, and none at all. */
  public static void requireDistinct(List<VaultSet> sets) {
    List<String> members =
        sets.stream()
            .flatMap(set -> set.members().stream())
            .map(member -> member.vault().name())
            .toList();
    if (sets.isEmpty()
        || sets.stream().map(VaultSet::name).distinct().count() != sets.size()
        || members.stream().distinct().count() != members.size()) {
      throw new IllegalArgumentException("an engine needs vaults, each with a name of its own");
    }
  }

  /** Vaults with different keys, each on its own. */
  public static List<VaultSet> each(KeyVault... vaults) {
    return Arrays.stream(vaults).map(VaultSet::of).toList();
  }
}
