package dev.sealwright.hsm.file;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A key of a vault or of a token of it; the documentation is checked against this table, and what
 * is not in it is refused.
 *
 * @param name as it is written
 * @param standard what holds when nobody says anything, in words; {@code required} where that is
 *     not possible
 * @param takes in words
 * @param advice what it does and when to say it
 */
public record VaultKey(String name, String standard, String takes, String advice) {
  private static final String REQUIRED = "required";
  private static final String OF_THE_PROFILE = "that of the profile";

  /** Of a vault. */
  public static final List<VaultKey> OF_VAULTS =
      List.of(
          new VaultKey(
              "name",
              REQUIRED,
              "1 to 64 letters, digits and any of ._- behind the first",
              "Keys record where they live by this name: never change it."),
          new VaultKey(
              "tokens",
              REQUIRED,
              "a list of 1 to 16 tokens",
              "Tokens that hold the same CA keys, replicated by the vendor's means. Whichever can"
                  + " work does."));

  /** Of a token. */
  public static final List<VaultKey> OF_TOKENS =
      List.of(
          new VaultKey(
              "name",
              REQUIRED,
              "1 to 64 letters, digits and any of ._- behind the first",
              "Unique over all vaults; in metrics, logs and messages."),
          new VaultKey(
              "profile",
              "standard",
              "one of the profiles in [hsm.md](hsm.md#profiles)",
              "How its make of HSM is treated. The keys from `quirks` on overrule it."),
          new VaultKey(
              "module",
              "the first that is there of the profile's usual places",
              "an absolute path",
              "The PKCS#11 module. It is native code that runs in this process: it must not be"
                  + " writable by others. Tokens on one module write its path alike."),
          new VaultKey(
              "driver",
              "foreign",
              "a driver, as for `token.driver`",
              "The binding to the module; one for all tokens on it."),
          new VaultKey(
              "reserved",
              "none",
              "1 to 1024 printable characters of ASCII",
              "pReserved of C_Initialize, for the modules that ask for it: NSS."),
          new VaultKey(
              "label",
              "none",
              "1 to 32 characters, no blank at either end",
              "CKA label of the token: selects its slot. A token has a label, a serial, or both."),
          new VaultKey(
              "serial",
              "none",
              "1 to 16 printable characters of ASCII, in quotes",
              "Serial number in CK_TOKEN_INFO: selects its slot, and tells tokens with one label"
                  + " apart."),
          new VaultKey(
              "pin",
              REQUIRED,
              "one of `file: /a/path`, `environment: VARIABLE`, `credential: NAME`, `prompt: true`",
              "Where the PIN of the user comes from; never the PIN. See"
                  + " [hsm.md](hsm.md#where-a-pin-comes-from)."),
          new VaultKey(
              "lanes",
              "what the profile advises, else processors, at least 2",
              "a number from 1 to 256",
              "Sessions that sign at the same time. Measure it, and leave sessions for other users"
                  + " of the token."),
          new VaultKey(
              "weight",
              "1",
              "a number from 1 to 100",
              "The token's share of the work, compared with the others of its vault."),
          new VaultKey(
              "standards",
              REQUIRED,
              "a list as for `token.standards`, or `[]`",
              "What you declare the token to meet: nothing here can check it. A CA asks for"
                  + " FIPS_140_2_LEVEL_3_OR_HIGHER unless it says otherwise."),
          new VaultKey(
              "quirks",
              OF_THE_PROFILE,
              "a list of NOT_CKA_LOCAL, or `[]`",
              "Departures from the standard that are let pass, in place of all of the profile's."),
          new VaultKey(
              "deadline",
              OF_THE_PROFILE,
              "a duration from 100ms to 10m, such as 500ms, 10s or 2m",
              "Longest that a call may take before its session is written off."),
          new VaultKey(
              "unclearLimit",
              OF_THE_PROFILE,
              "a number from 1 to 100",
              "Answers in a row that may mean throttling or loss, after which the token counts as"
                  + " lost."),
          new VaultKey(
              "unclearPause",
              OF_THE_PROFILE,
              "a duration from 0s to 10s, such as 500ms, 10s or 2m",
              "Before another try after such an answer, on average."),
          new VaultKey(
              "keepAlive",
              OF_THE_PROFILE,
              "a duration from 0s to 60m, such as 500ms, 10s or 2m",
              "Rest after which an idle session makes a call, for a token that ends idle ones; 0s for"
                  + " never."),
          new VaultKey(
              "reactions",
              OF_THE_PROFILE,
              "a mapping of return values (CKR_DEVICE_ERROR, 0x8000002f) to reactions",
              "What a return value asks for, in place of the profile's: see [decision"
                  + " 0020](decisions/0020-healing.md). A refused PIN stays refused."));

  static Set<String> names(List<VaultKey> keys) {
    return keys.stream().map(VaultKey::name).collect(Collectors.toCollection(TreeSet::new));
  }

  /** What a key of a token takes. */
  static String taken(String name) {
    return OF_TOKENS.stream()
        .filter(key -> key.name().equals(name))
        .map(VaultKey::takes)
        .findFirst()
        .orElseThrow();
  }
}
