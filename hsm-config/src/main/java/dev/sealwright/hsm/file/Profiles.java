package dev.sealwright.hsm.file;

import dev.sealwright.hsm.Profile;
import dev.sealwright.hsm.TokenConfig;
import dev.sealwright.hsm.yaml.Members;
import dev.sealwright.hsm.yaml.Node;
import dev.sealwright.hsm.yaml.Place;
import dev.sealwright.hsm.yaml.Problems;
import dev.sealwright.hsm.yaml.YamlTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The profiles of makes of HSM that come with Sealwright: files of YAML, each line with its reason.
 *
 * <p>Threads: any.
 */
public final class Profiles {
  private static final List<String> NAMES =
      List.of(
          "softhsm2",
          "luna",
          "nshield",
          "cloudhsm",
          "utimaco",
          "yubihsm2",
          "opencryptoki",
          "nss",
          "tpm2-pkcs11",
          "p11-kit");

  private static final Pattern TEXT = Pattern.compile("[\\x20-\\x7e]{1,200}");
  private static final Pattern PATH = Pattern.compile("/[\\x21-\\x7e]{1,200}");

  private Profiles() {}

  /** All names, {@code standard} first: the one that treats a module as the standard says. */
  public static List<String> names() {
    List<String> names = new ArrayList<>(List.of(Profile.STANDARD.name()));
    names.addAll(NAMES);
    return List.copyOf(names);
  }

  /**
   * The profile of this name.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static Profile named(String name) {
    return find(name)
        .orElseThrow(() -> new IllegalArgumentException("no profile is named " + name));
  }

  /** The profile of this name, if there is one. */
  public static Optional<Profile> find(String name) {
    if (name.equals(Profile.STANDARD.name())) {
      return Optional.of(Profile.STANDARD);
    }
    if (!NAMES.contains(name)) {
      return Optional.empty();
    }
    Problems problems = new Problems();
    Path file = Path.of("profiles", name + ".yaml");
    Optional<Profile> profile =
        YamlTree.read(text(name), line -> Place.line(file, line), problems)
            .flatMap(root -> read(root, problems));
    if (profile.isEmpty() || !problems.found().isEmpty()) {
      throw new IllegalStateException(String.join(System.lineSeparator(), problems.found()));
    }
    return profile;
  }

  /** The text of the file, with its reasons. */
  static String text(String name) {
    try (var in = Profiles.class.getResourceAsStream("/profiles/" + name + ".yaml")) {
      if (in == null) {
        throw new IllegalStateException("the profile " + name + " is not part of this build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Optional<Profile> read(Node root, Problems problems) {
    TreeSet<String> known = new TreeSet<>(List.of("name", "tried", "modules", "lanes"));
    known.addAll(Treatment.KEYS);
    return Members.of(root, "profile", known, problems)
        .flatMap(members -> {
          Optional<String> name = members.required("name", TEXT, "the name of the file");
          Optional<String> tried = members.required("tried", TEXT, "on what it was tried");
          Profile standard = Treatment.over(Profile.STANDARD, members, problems);
          Integer lanes = Values.number(members, "lanes", 1, TokenConfig.MOST_LANES).orElse(null);
          List<Path> modules = modules(members, problems);
          return name.flatMap(itsName ->
              tried.map(basis ->
                  new Profile(
                      itsName,
                      basis,
                      modules,
                      standard.quirks(),
                      lanes,
                      standard.deadline(),
                      standard.unclearLimit(),
                      standard.unclearPause(),
                      standard.keepAlive(),
                      standard.reactions())));
        });
  }

  private static List<Path> modules(Members members, Problems problems) {
    List<Path> modules = new ArrayList<>();
    for (Node item : members.list("modules")) {
      if (item instanceof Node.Scalar scalar
          && scalar.text() != null
          && PATH.matcher(scalar.text()).matches()) {
        modules.add(Path.of(scalar.text()));
      } else {
        problems.add(item.place(), members.path("modules"), "expected an absolute path");
      }
    }
    return modules;
  }
}
