package dev.sealwright.hsm.file;

import dev.sealwright.hsm.Driver;
import dev.sealwright.hsm.VaultConfig;
import dev.sealwright.hsm.yaml.Members;
import dev.sealwright.hsm.yaml.Node;
import dev.sealwright.hsm.yaml.Place;
import dev.sealwright.hsm.yaml.Problems;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the vaults with their tokens.
 *
 * <p>Everything that is wrong is among the problems, never with a value. What can only be seen at
 * the token is not looked at: a token that is away does not keep a server from starting.
 *
 * <p>Threads: one.
 */
public final class VaultsSection {
  /** Most vaults. */
  public static final int MOST = 64;

  private final Problems problems;
  private final TokenMembers reader;
  private final Conflicts conflicts = new Conflicts();
  private final Map<String, Place> vaults = new HashMap<>();
  private final Map<String, Place> tokens = new HashMap<>();

  /**
   * Reads nothing yet.
   *
   * @param offered the drivers that a token may name
   */
  public VaultsSection(List<Driver> offered, Problems problems) {
    this.problems = problems;
    this.reader = new TokenMembers(offered, problems);
  }

  /** The vaults; to be used only when there is no problem. */
  public List<VaultConfig> read(Node section) {
    List<VaultConfig> read = new ArrayList<>();
    List<Node> items = bounded(section, "vaults", MOST);
    for (int i = 0; i < items.size(); i++) {
      Members.of(items.get(i), "vaults[" + i + "]", VaultKey.names(VaultKey.OF_VAULTS), problems)
          .flatMap(this::vault)
          .ifPresent(read::add);
    }
    return List.copyOf(read);
  }

  private Optional<VaultConfig> vault(Members members) {
    Optional<String> name = members.required("name", TokenMembers.NAME, VaultKey.taken("name"));
    name.ifPresent(known -> once(vaults, known, members));
    if (members.node("tokens").isEmpty()) {
      members.refuse("tokens", "is missing; expected a list of tokens, at least one");
      return Optional.empty();
    }
    Node said = members.node("tokens").orElseThrow();
    List<Node> items = bounded(said, members.path("tokens"), VaultConfig.MOST_MEMBERS);
    List<VaultConfig.Member> read = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      String path = members.path("tokens") + "[" + i + "]";
      Members.of(items.get(i), path, VaultKey.names(VaultKey.OF_TOKENS), problems)
          .flatMap(this::token)
          .ifPresent(read::add);
    }
    return read.isEmpty() || !problems.found().isEmpty()
        ? Optional.empty()
        : name.map(known -> new VaultConfig(known, read));
  }

  private Optional<VaultConfig.Member> token(Members members) {
    Optional<VaultConfig.Member> read = reader.read(members);
    read.ifPresent(member -> {
      once(tokens, member.token().name(), members);
      conflicts.add(member.token(), members);
    });
    return read;
  }

  private void once(Map<String, Place> names, String name, Members members) {
    Place earlier = names.putIfAbsent(name, members.place());
    if (earlier != null) {
      members.refuse("name", "stands twice, first at " + earlier);
    }
  }

  /** An empty list is a problem: nobody means no vault, or one without a token. */
  private List<Node> bounded(Node section, String path, int most) {
    int before = problems.found().size();
    List<Node> items = Members.items(section, path, problems);
    if (items.isEmpty() && problems.found().size() == before) {
      problems.add(section.place(), path, "expected at least one");
    }
    if (items.size() > most) {
      problems.add(section.place(), path, "expected at most " + most);
      return items.subList(0, most);
    }
    return items;
  }
}
