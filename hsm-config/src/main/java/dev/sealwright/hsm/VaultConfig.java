package dev.sealwright.hsm;

import java.util.HashSet;
import java.util.List;

/**
 * One vault of CA keys: one or more tokens that hold the same keys, replicated by the vendor's
 * means. Whichever of them can work does.
 *
 * @param name under which keys record where they live; stable for the life of the keys
 * @param members 1 to {@link #MOST_MEMBERS}, each with another name
 */
public record VaultConfig(String name, List<Member> members) {
  /** Most tokens of a vault. */
  public static final int MOST_MEMBERS = 16;

  public VaultConfig {
    members = List.copyOf(members);
    if (name.isBlank() || members.isEmpty() || members.size() > MOST_MEMBERS) {
      throw new IllegalArgumentException(
          "a vault needs a name and 1 to " + MOST_MEMBERS + " tokens");
    }
    var names = new HashSet<String>();
    for (var member : members) {
      if (!names.add(member.token().name())) {
        throw new IllegalArgumentException(
            "vault " + name + " names token " + member.token().name() + " twice");
      }
    }
  }

  /** The vault of one token, under that token's name. */
  public static VaultConfig of(TokenConfig token) {
    return new VaultConfig(token.name(), List.of(new Member(token)));
  }

  /**
   * A token of a vault.
   *
   * @param weight its share of the work, compared with that of the others; 1 to {@link
   *     #MOST_WEIGHT}
   */
  public record Member(TokenConfig token, int weight) {
    /** Most that a token may weigh. */
    public static final int MOST_WEIGHT = 100;

    public Member {
      if (weight < 1 || weight > MOST_WEIGHT) {
        throw new IllegalArgumentException(
            "weight must be 1 to " + MOST_WEIGHT + ", not " + weight);
      }
    }

    /** A token that works as much as any other. */
    public Member(TokenConfig token) {
      this(token, 1);
    }
  }
}
