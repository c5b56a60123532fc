package dev.sealwright.hsm.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.hsm.Driver;
import dev.sealwright.hsm.ModuleConfig;
import dev.sealwright.hsm.PinSource;
import dev.sealwright.hsm.Profile;
import dev.sealwright.hsm.Quirk;
import dev.sealwright.hsm.Reaction;
import dev.sealwright.hsm.StorageStandard;
import dev.sealwright.hsm.TokenConfig;
import dev.sealwright.hsm.VaultConfig;
import dev.sealwright.hsm.yaml.Place;
import dev.sealwright.hsm.yaml.Problems;
import dev.sealwright.hsm.yaml.YamlTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Vaults and tokens as an operator writes them, with every slip of the pen told at once. */
class VaultsSectionTest {
  private static final String PIN = "hush1234";

  @TempDir private Path folder;
  private final Problems problems = new Problems();

  @BeforeEach
  void makeModules() throws IOException {
    for (String name : List.of("one.so", "two.so", "open.so")) {
      Files.createFile(folder.resolve(name));
    }
    Files.createSymbolicLink(folder.resolve("link.so"), folder.resolve("one.so"));
    Files.setPosixFilePermissions(
        folder.resolve("open.so"), PosixFilePermissions.fromString("rw-rw-rw-"));
  }

  @Test
  void readsEverythingThatCanBeSaid() {
    List<VaultConfig> vaults =
        read(
            """
            - name: ca
              tokens:
                - name: luna1
                  profile: luna
                  module: M/one.so
                  driver: foreign
                  reserved: configdir='sql:/x'
                  label: CA keys
                  serial: "0123456789"
                  pin: {credential: luna-pin}
                  lanes: 12
                  weight: 3
                  standards: [FIPS_140_2_LEVEL_3_OR_HIGHER]
                  deadline: 500ms
                  quirks: [NOT_CKA_LOCAL]
                  unclearLimit: 7
                  unclearPause: 0s
                  reactions: {CKR_GENERAL_ERROR: TOKEN_LOST, 0x80000384: CAPACITY}
                - name: luna2
                  profile: luna
                  module: M/one.so
                  reserved: configdir='sql:/x'
                  serial: "9876543210"
                  pin: {environment: LUNA_PIN}
                  standards: []
            - name: soft
              tokens:
                - {name: soft, module: M/two.so, label: é, pin: {prompt: true}, standards: []}
                - {name: file, module: M/two.so, label: f, pin: {file: /a/pin}, standards: []}
            """);
    assertThat(problems.found()).isEmpty();
    assertThat(vaults.stream().map(VaultConfig::name)).containsExactly("ca", "soft");
    VaultConfig.Member first = vaults.getFirst().members().getFirst();
    assertThat(first.weight()).isEqualTo(3);
    TokenConfig luna1 = first.token();
    assertThat(luna1.module())
        .isEqualTo(
            new ModuleConfig(folder.resolve("one.so"), Driver.FOREIGN, "configdir='sql:/x'"));
    assertThat(luna1.label()).isEqualTo("CA keys");
    assertThat(luna1.serial()).isEqualTo("0123456789");
    assertThat(luna1.pin()).isEqualTo(new PinSource.OfCredential("luna-pin"));
    assertThat(luna1.lanes()).isEqualTo(12);
    assertThat(luna1.standards()).containsExactly(StorageStandard.FIPS_140_2_LEVEL_3);
    Profile profile = luna1.profile();
    assertThat(profile.name()).isEqualTo("luna");
    assertThat(profile.deadline()).isEqualTo(Duration.ofMillis(500));
    assertThat(profile.quirks()).containsExactly(Quirk.NOT_CKA_LOCAL);
    assertThat(profile.unclearLimit()).isEqualTo(7);
    assertThat(profile.unclearPause()).isEqualTo(Duration.ZERO);
    assertThat(profile.reactions())
        .isEqualTo(
            Map.of(
                0x5L, Reaction.TOKEN_LOST,
                0x8000_002fL, Reaction.SESSION_LOST,
                0x8000_0384L, Reaction.CAPACITY));
    VaultConfig.Member second = vaults.getFirst().members().getLast();
    assertThat(second.weight()).isEqualTo(1);
    assertThat(second.token().label()).isNull();
    assertThat(second.token().lanes()).isEqualTo(30);
    assertThat(second.token().profile()).isEqualTo(Profiles.named("luna"));
    TokenConfig soft = vaults.getLast().members().getFirst().token();
    assertThat(soft.pin()).hasToString("OfPrompt[soft]");
    assertThat(soft.profile()).isEqualTo(Profile.STANDARD);
    assertThat(soft.lanes()).isBetween(2, 256);
    assertThat(soft.standards()).isEqualTo(Set.of());
    assertThat(vaults.getLast().members().getLast().token().pin())
        .isEqualTo(new PinSource.OfFile(Path.of("/a/pin")));
  }

  @Test
  void takesTheModuleFromTheProfile() {
    List<VaultConfig> vaults =
        read(vault("{name: t, profile: softhsm2, label: l, pin: {prompt: true}, standards: []}"));
    assertThat(problems.found()).isEmpty();
    assertThat(vaults.getFirst().members().getFirst().token().module().path())
        .isEqualTo(Path.of("/usr/lib/softhsm/libsofthsm2.so"));
  }

  /**
   * What is written for {@code vaults}, and the problems.
   *
   * @param said each without file and line, in order; M stands for the folder of the modules
   */
  record Case(String name, String section, List<String> said) {
    Case(String name, String section, String... said) {
      this(name, section, List.of(said));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final String TOKEN = "vaults[0].tokens[0].";
  private static final String SECOND = "vaults[0].tokens[1].";
  private static final String NO_PIN =
      TOKEN
          + "pin: expected one of file: /a/path, environment: VARIABLE, credential: NAME, prompt:"
          + " true";
  private static final String LITERAL = NO_PIN + "; a PIN does not belong into the configuration";

  static List<Case> cases() {
    return List.of(
        new Case("a mapping", "{a: 1}", "vaults: expected a list"),
        new Case("no vault", "[]", "vaults: expected at least one"),
        new Case("nothing at all", "~", "vaults: expected at least one"),
        new Case(
            "nothing for tokens",
            "[{name: a, tokens: }]",
            "vaults[0].tokens: expected at least one"),
        new Case(
            "a text for tokens", "[{name: a, tokens: x}]", "vaults[0].tokens: expected a list"),
        new Case(
            "nothing for standards",
            vault(token("standards: ").replace(", standards: []", "")),
            TOKEN + "standards: expected a list, or [] for none"),
        new Case(
            "a text for quirks",
            vault(token("quirks: NOT_CKA_LOCAL")),
            TOKEN + "quirks: expected a list, or [] for none"),
        new Case("a text in the list", "[x]", "vaults[0]: expected a mapping with name, tokens"),
        new Case(
            "nothing in a vault",
            "[{}]",
            "vaults[0].name: is missing; expected 1 to 64 letters, digits and any of ._- behind the"
                + " first",
            "vaults[0].tokens: is missing; expected a list of tokens, at least one"),
        new Case("no tokens", "[{name: a, tokens: []}]", "vaults[0].tokens: expected at least one"),
        new Case(
            "a vault twice",
            "[" + named("a", "t1", "l1") + ", " + named("a", "t2", "l2") + "]",
            "vaults[1].name: stands twice, first at F:1"),
        new Case(
            "a token twice, over vaults",
            "[" + named("a", "t", "l1") + ", " + named("b", "t", "l2") + "]",
            "vaults[1].tokens[0].name: stands twice, first at F:1"),
        new Case(
            "a slip of the pen",
            vault(token("labl: x")),
            TOKEN + "labl: no such key; did you mean label?"),
        new Case("a slot", vault(token("slot: 3")), TOKEN + "slot: no such key"),
        new Case(
            "a name with a blank",
            vault("{name: 'a b', module: M/one.so, label: l, pin: {prompt: true}, standards: []}"),
            TOKEN + "name: expected 1 to 64 letters, digits and any of ._- behind the first"),
        new Case(
            "nothing in a token",
            vault("{}"),
            TOKEN
                + "name: is missing; expected 1 to 64 letters, digits and any of ._- behind the"
                + " first",
            TOKEN + "module: is missing; expected an absolute path",
            TOKEN + "label: is missing; expected the token's label, its serial, or both",
            NO_PIN.replace("pin: expected", "pin: is missing; expected"),
            TOKEN
                + "standards: is missing; expected a list of those that the token is certified"
                + " for, of FIPS_140_2_LEVEL_2_OR_HIGHER, FIPS_140_2_LEVEL_3_OR_HIGHER,"
                + " CCPC_LEVEL_1_OR_HIGHER, or []"),
        new Case("no weight", vault(token("weight: 0")), weight()),
        new Case("too much weight", vault(token("weight: 101")), weight()),
        new Case("a weight of words", vault(token("weight: heavy")), weight()),
        new Case(
            "no lanes", vault(token("lanes: 0")), TOKEN + "lanes: expected a number from 1 to 256"),
        new Case(
            "a profile that is none",
            vault(token("profile: softhsm")),
            TOKEN
                + "profile: expected one of standard, softhsm2, luna, nshield, cloudhsm, utimaco,"
                + " yubihsm2, opencryptoki, nss, tpm2-pkcs11, p11-kit; did you mean softhsm2?"),
        new Case(
            "a profile as a path", vault(token("profile: ../../etc/passwd")), TOKEN + "profile"),
        new Case(
            "another standard",
            vault(token("standards: [FIPS_140_3]").replace(", standards: []", "")),
            TOKEN
                + "standards: expected each of FIPS_140_2_LEVEL_2_OR_HIGHER,"
                + " FIPS_140_2_LEVEL_3_OR_HIGHER, CCPC_LEVEL_1_OR_HIGHER at most once"),
        new Case(
            "a label that is too long",
            vault(token("label: " + "x".repeat(33)).replace(", label: l", "")),
            TOKEN + "label: expected 1 to 32 characters, no blank at either end"),
        new Case(
            "a label with its padding",
            vault(token("label: 'x '").replace(", label: l", "")),
            TOKEN + "label: expected 1 to 32 characters, no blank at either end"),
        new Case(
            "a serial that is too long",
            vault(token("serial: '01234567890123456'")),
            TOKEN + "serial: expected 1 to 16 printable characters of ASCII, in quotes"),
        new Case(
            "a driver that is not offered",
            vault(token("driver: jna")),
            TOKEN + "driver: expected foreign or sun"),
        new Case(
            "a relative module",
            vault(module("one.so")),
            TOKEN + "module: expected an absolute path"),
        new Case(
            "a module with a zero byte",
            vault(module("\"/a\\0b\"")),
            TOKEN + "module: expected an absolute path"),
        new Case(
            "a module that is not there",
            vault(module("M/none.so")),
            TOKEN + "module: expected the path of a file; there is none"),
        new Case(
            "a folder as module",
            vault(module("M")),
            TOKEN + "module: expected the path of a file; there is none"),
        new Case(
            "a module that others may change",
            vault(module("M/open.so")),
            TOKEN
                + "module: the file or its folder may be changed by others; mend it with: chmod o-w"),
        new Case(
            "no client of the vendor",
            vault("{name: t, profile: nshield, label: l, pin: {prompt: true}, standards: []}"),
            TOKEN
                + "module: is missing; expected an absolute path; with profile nshield it is"
                + " usually one of [/opt/nfast/toolkits/pkcs11/libcknfast.so]: install it, or say"
                + " where it is"),
        new Case(
            "one module, two drivers",
            two("driver: foreign", "label: m, driver: sun"),
            SECOND + "driver: token t1 calls the same module by another driver"),
        new Case(
            "one module, one pReserved and none",
            two("reserved: x", "label: m"),
            SECOND + "reserved: token t1 has another for the same module"),
        new Case(
            "one module under two paths",
            two("weight: 1", "label: m").replace("t2, module: M/one.so", "t2, module: M/link.so"),
            SECOND + "module: token t1 has the same file under another path; use one"),
        new Case(
            "one token under two names",
            two("weight: 1", "label: l"),
            SECOND
                + "label: token t1 has the same label on the same module; give both their serial"),
        new Case(
            "one of two with a serial",
            two("serial: '1'", "label: l"),
            SECOND
                + "label: token t1 has the same label on the same module; give both their serial"),
        new Case(
            "one serial under two labels",
            two("serial: '1'", "label: m, serial: '1'"),
            SECOND + "serial: token t1 has the same serial on the same module"),
        new Case(
            "a PIN that is retried",
            vault(token("reactions: {CKR_PIN_LOCKED: UNCLEAR}")),
            TOKEN
                + "reactions.CKR_PIN_LOCKED: expected OPERATOR: a PIN that was refused is never"
                + " tried again by itself"),
        new Case(
            "a bare number as duration",
            vault(token("deadline: 10")),
            TOKEN + "deadline: expected a duration from 100ms to 10m, such as 500ms, 10s or 2m"),
        new Case(
            "a value for reactions",
            vault(token("reactions: UNCLEAR")),
            TOKEN + "reactions: expected a mapping of return values to reactions"),
        new Case("the PIN itself", vault(pin(PIN)), LITERAL),
        new Case("the PIN in a list", vault(pin("[" + PIN + "]")), LITERAL),
        new Case("the PIN as a key", vault(pin("{" + PIN + "}")), LITERAL),
        new Case("the PIN by another key", vault(pin("{value: " + PIN + "}")), LITERAL),
        new Case("the PIN beside a source", vault(pin("{file: /x, pin: " + PIN + "}")), LITERAL),
        new Case(
            "the PIN as a file",
            vault(pin("{file: " + PIN + "}")),
            TOKEN + "pin.file: expected an absolute path"),
        new Case(
            "the PIN as a variable",
            vault(pin("{environment: 1" + PIN + "}")),
            TOKEN
                + "pin.environment: expected the name of a variable that is none of"
                + " SEALWRIGHT_..."),
        new Case(
            "a setting as variable",
            vault(pin("{environment: SEALWRIGHT_PIN}")),
            TOKEN
                + "pin.environment: expected the name of a variable that is none of"
                + " SEALWRIGHT_..."),
        new Case(
            "a credential outside its folder",
            vault(pin("{credential: ../" + PIN + "}")),
            TOKEN
                + "pin.credential: expected the name of a credential of systemd, such as"
                + " hsm-pin"),
        new Case(
            "the PIN as the prompt",
            vault(pin("{prompt: " + PIN + "}")),
            TOKEN + "pin.prompt: expected true"),
        new Case("no source", vault(pin("{}")), NO_PIN),
        new Case("two sources", vault(pin("{file: /x, prompt: true}")), NO_PIN),
        new Case("nothing", vault(pin("~")), LITERAL),
        new Case(
            "several at once",
            "[{name: a, tokens: ["
                + token("weight: 0")
                + ", "
                + token("lanes: 0").replace("name: t", "name: u")
                + "]}, 7]",
            weight(),
            SECOND + "lanes: expected a number from 1 to 256",
            SECOND + "label: token t has the same label on the same module; give both their serial",
            "vaults[1]: expected a mapping with name, tokens"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void saysAllThatIsWrongAndNoSecret(Case wrong) {
    read(wrong.section());
    assertThat(problems.found()).hasSize(wrong.said().size());
    for (int i = 0; i < wrong.said().size(); i++) {
      assertThat(problems.found().get(i))
          .startsWith("F:1: ")
          .contains(wrong.said().get(i).replace("M/", folder + "/"));
    }
    assertThat(problems.found().toString()).doesNotContain(PIN);
  }

  @Test
  void nobodyElseMayPutAnotherModuleThere() throws IOException {
    Path open = Files.createDirectory(folder.resolve("o"));
    Files.createFile(open.resolve("p.so"));
    Files.createSymbolicLink(folder.resolve("to-o.so"), open.resolve("p.so"));
    Files.setAttribute(open, "unix:mode", 0777);
    read(vault(module("M/o/p.so")));
    read(vault(module("M/to-o.so")));
    assertThat(problems.found())
        .hasSize(2)
        .allMatch(line -> line.contains("its folder may be changed by others"));
    Files.setAttribute(open, "unix:mode", 01777);
    read(vault(module("M/o/p.so")));
    assertThat(problems.found()).hasSize(2);
  }

  @Test
  void twoTokensWithOneLabelAreToldBySerial() {
    read(two("serial: '1'", "label: l, serial: '2'"));
    assertThat(problems.found()).isEmpty();
  }

  @Test
  void everyLineIsItsOwn() {
    read(
        """
        - name: ca
          tokens:
            - name: a
              module: M/one.so
              label: l
              pin:
                file: /a/pin
              weight: 1000
              standards: []
        """);
    assertThat(problems.found())
        .containsExactly("F:8: vaults[0].tokens[0].weight: expected a number from 1 to 100");
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 65})
  void thereAreNotMoreThanCanBeServed(int count) {
    String many = "{name: t}, ".repeat(count);
    read(count > 64 ? "[" + many + "]" : "[{name: v, tokens: [" + many + "]}]");
    assertThat(problems.found().toString())
        .contains(count > 64 ? "vaults: expected at most 64" : "tokens: expected at most 16");
  }

  private static String weight() {
    return TOKEN + "weight: expected a number from 1 to 100";
  }

  private static String named(String vault, String name, String label) {
    return "{name: "
        + vault
        + ", tokens: [{name: "
        + name
        + ", module: M/one.so, label: "
        + label
        + ", pin: {prompt: true}, standards: []}]}";
  }

  private static String vault(String token) {
    return "[{name: a, tokens: [" + token + "]}]";
  }

  private static String token(String more) {
    return "{name: t, module: M/one.so, label: l, pin: {prompt: true}, standards: [], "
        + more
        + "}";
  }

  private static String module(String path) {
    return token("weight: 1").replace("M/one.so", path);
  }

  private static String pin(String said) {
    return token("weight: 1").replace("{prompt: true}", said);
  }

  private static String two(String first, String second) {
    return "[{name: a, tokens: [{name: t1, module: M/one.so, label: l, pin: {prompt: true},"
        + " standards: [], "
        + first
        + "}, {name: t2, module: M/one.so, pin: {prompt: true},"
        + " standards: [], "
        + second
        + "}]}]";
  }

  private List<VaultConfig> read(String section) {
    String text =
        section.replace("M/", folder + "/").replace("module: M,", "module: " + folder + ",");
    return YamlTree.read(text, line -> new Place("F:" + line, folder), problems)
        .map(root -> new VaultsSection(List.of(Driver.FOREIGN, Driver.SUN), problems).read(root))
        .orElse(List.of());
  }
}
