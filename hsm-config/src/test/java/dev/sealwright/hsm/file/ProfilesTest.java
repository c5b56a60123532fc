package dev.sealwright.hsm.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sealwright.hsm.Profile;
import dev.sealwright.hsm.Quirk;
import dev.sealwright.hsm.Reaction;
import dev.sealwright.hsm.ReturnCodes;
import dev.sealwright.hsm.yaml.Place;
import dev.sealwright.hsm.yaml.Problems;
import dev.sealwright.hsm.yaml.YamlTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The profiles that come with Sealwright, and what is said of one that is wrong. */
class ProfilesTest {
  private static final Path FOLDER = Path.of("src", "main", "resources", "profiles");

  /** A value that ends before a blank and a number sign, and then a reason. */
  private static final Pattern REASONED = Pattern.compile("[^#]*[^# ] # [^ ].{4,}");

  static Stream<String> files() throws IOException {
    try (var files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString().replace(".yaml", ""))
          .sorted()
          .toList()
          .stream();
    }
  }

  @Test
  void namesEveryFileAndTheStandard() throws IOException {
    assertThat(Profiles.names()).startsWith("standard").doesNotHaveDuplicates();
    assertThat(Profiles.names().stream().skip(1))
        .containsExactlyInAnyOrderElementsOf(files().toList());
    assertThat(Profiles.named("standard")).isEqualTo(Profile.STANDARD);
    assertThat(Profiles.find("../profiles/luna")).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> Profiles.named("lunar"));
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyProfileIsReadAndSaysOnWhatItWasTried(String name) {
    Profile profile = Profiles.named(name);
    assertThat(profile.name()).isEqualTo(name);
    assertThat(profile.tried()).isNotBlank();
    assertThat(profile.modules()).isNotEmpty().allMatch(Path::isAbsolute);
    assertThat(profile.modules()).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyLineHasItsReason(String name) throws IOException {
    List<String> lines = Files.readAllLines(FOLDER.resolve(name + ".yaml"));
    assertThat(lines.getFirst()).startsWith("# ");
    assertThat(lines)
        .allSatisfy(line -> {
          if (!line.startsWith("#")) {
            assertThat(line).matches(REASONED);
          }
        });
  }

  @Test
  void whatWasNotTriedOnHardwareSaysSo() {
    for (String name : List.of("luna", "nshield", "cloudhsm", "utimaco", "yubihsm2")) {
      assertThat(Profiles.named(name).tried()).isEqualTo("not on hardware");
    }
  }

  @Test
  void saysWhatTheMakesAreKnownFor() {
    assertThat(Profiles.named("nss").quirks()).containsExactly(Quirk.NOT_CKA_LOCAL);
    assertThat(Profiles.named("luna").lanes()).isEqualTo(30);
    assertThat(Profiles.named("luna").reactions())
        .containsEntry(0x8000_002fL, Reaction.SESSION_LOST)
        .containsEntry(0x8000_0384L, Reaction.SESSION_LOST);
    assertThat(Profiles.named("cloudhsm").unclearLimit()).isEqualTo(20);
    assertThat(Profiles.named("cloudhsm").reactions()).containsEntry(0x30L, Reaction.UNCLEAR);
    assertThat(Profiles.named("yubihsm2").reactions()).containsEntry(0x6L, Reaction.TOKEN_LOST);
    // All sessions that lanes, their replacements and the login may hold at once, of 16.
    assertThat(2 * Profiles.named("yubihsm2").lanesOr(256) + 1).isLessThanOrEqualTo(16);
    assertThat(Profiles.named("softhsm2").lanes()).isNull();
    assertThat(Profiles.named("softhsm2").deadline()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void theDocumentationHasThemAll() throws IOException {
    StringBuilder table =
        new StringBuilder("| profile | tried on | lanes | deadline | reactions of its own |\n")
            .append("| --- | --- | --- | --- | --- |\n");
    for (String name : Profiles.names()) {
      Profile profile = Profiles.named(name);
      int lanes = profile.lanesOr(0);
      table.append(
          String.join(
              " | ",
              "| `" + name + "`",
              profile.tried(),
              lanes == 0 ? "processors" : String.valueOf(lanes),
              Values.shown(profile.deadline()),
              reactions(profile) + " |\n"));
    }
    assertThat(Files.readString(Path.of("..", "docs", "hsm.md"))).contains(table);
  }

  private static String reactions(Profile profile) {
    Map<Long, String> names = new HashMap<>();
    ReturnCodes.byName().forEach((name, code) -> names.put(code, name));
    return profile.reactions().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry ->
            names.getOrDefault(entry.getKey(), "0x" + Long.toHexString(entry.getKey()))
                + " "
                + entry.getValue())
        .collect(Collectors.joining(", "));
  }

  @Test
  void tellsAllThatIsWrongWithOne() {
    Problems problems = new Problems();
    var read =
        YamlTree.read(
                """
                name: x
                modules: [relative, ~, {a: b}]
                quirk: []
                quirks: [NOT_CKA_LOCAL, NOT_CKA_LOCAL, ODD]
                lanes: 0
                deadline: 10
                unclearLimit: 101
                unclearPause: 11s
                reactions:
                  CKR_DEVICE_EROR: UNCLEAR
                  0x30: RETRY
                  CKR_PIN_INCORRECT: SESSION_LOST
                  0x5: UNCLEAR
                  CKR_GENERAL_ERROR: UNCLEAR
                """,
                line -> Place.line(Path.of("x.yaml"), line),
                problems)
            .flatMap(root -> Profiles.read(root, problems));
    assertThat(read).isEmpty();
    assertThat(problems.found().stream().map(line -> line.replaceAll("^x.yaml:", "")))
        .containsExactlyInAnyOrder(
            "3: profile.quirk: no such key; did you mean quirks?",
            "1: profile.tried: is missing; expected on what it was tried",
            "2: profile.modules: expected an absolute path",
            "2: profile.modules: expected an absolute path",
            "2: profile.modules: expected an absolute path",
            "4: profile.quirks: expected each of NOT_CKA_LOCAL at most once",
            "4: profile.quirks: expected each of NOT_CKA_LOCAL at most once",
            "5: profile.lanes: expected a number from 1 to 256",
            "6: profile.deadline: expected a duration from 100ms to 10m, such as 500ms, 10s or 2m",
            "7: profile.unclearLimit: expected a number from 1 to 100",
            "8: profile.unclearPause: expected a duration from 0s to 10s, such as 500ms, 10s or 2m",
            "10: profile.reactions.CKR_DEVICE_EROR: expected a name such as CKR_DEVICE_ERROR, or a"
                + " number such as 0x8000002f; did you mean CKR_DEVICE_ERROR?",
            "11: profile.reactions.0x30: expected LOGIN_LOST or SESSION_LOST or SESSION_DIRTY or"
                + " HANDLE_STALE or TOKEN_LOST or UNCLEAR or CAPACITY or OPERATOR or CONFIGURATION"
                + " or BUG",
            "12: profile.reactions.CKR_PIN_INCORRECT: expected OPERATOR: a PIN that was refused is"
                + " never tried again by itself",
            "14: profile.reactions.CKR_GENERAL_ERROR: stands twice, first at x.yaml:13");
  }

  @Test
  void durationsAreWrittenWithTheirUnit() {
    Map.of(
            "500ms", Duration.ofMillis(500),
            "10s", Duration.ofSeconds(10),
            "2m", Duration.ofMinutes(2))
        .forEach((text, duration) -> {
          assertThat(Values.shown(duration)).isEqualTo(text);
          assertThat(profile("deadline: " + text).deadline()).isEqualTo(duration);
        });
    assertThat(Values.shown(Duration.ZERO)).isEqualTo("0s");
    assertThat(Values.shown(Duration.ofSeconds(90))).isEqualTo("90s");
  }

  private static Profile profile(String more) {
    Problems problems = new Problems();
    return YamlTree.read(
            "name: x\ntried: no\n" + more + "\n", line -> Place.line(Path.of("x"), line), problems)
        .flatMap(root -> Profiles.read(root, problems))
        .orElseThrow(() -> new AssertionError(problems.found()));
  }
}
