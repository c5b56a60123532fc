package dev.sealwright.engine.key.pkcs11;

import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.pkcs11.foreign.ForeignCryptoki;
import dev.sealwright.hsm.Driver;
import dev.sealwright.hsm.ModuleConfig;
import dev.sealwright.hsm.TokenConfig;
import dev.sealwright.hsm.dev.SoftHsm;
import dev.sealwright.hsm.dev.SoftHsmToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * SoftHSM2 tokens for all tests of one JVM, in a folder under target.
 *
 * <p>A module is initialised once per process, so all test classes share it, and nobody closes it.
 */
public final class SoftHsmFixture {
  /** The kinds of key that were there before PKCS#11 3.2. */
  static final Set<KeySpec> CLASSIC =
      Collections.unmodifiableSet(
          EnumSet.complementOf(
              EnumSet.of(KeySpec.ML_DSA_44, KeySpec.ML_DSA_65, KeySpec.ML_DSA_87)));

  private static final Pattern SERIAL = Pattern.compile("[0-9a-f]{16}");

  private static final SoftHsmFixture SHARED = new SoftHsmFixture();

  private final SoftHsmToken token;
  private final SoftHsmToken second;
  private final ForeignCryptoki cryptoki;

  private SoftHsmFixture() {
    var provisioner = new SoftHsm(new SecureRandom());
    try {
      var target = Files.createDirectories(Path.of("target").toAbsolutePath());
      var folder = Files.createTempDirectory(target, "softhsm-");
      // Both before C_Initialize: SoftHSM does not see tokens that other processes make later.
      token = provisioner.provision(folder, "test", 2);
      second = provisioner.provision(folder, "second", 2);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cryptoki = ForeignCryptoki.load(token.config().module(), token.environment());
    cryptoki.initialise();
  }

  /** The token that tests keep their keys on; each under an id of its own. */
  public static SoftHsmToken token() {
    return SHARED.token;
  }

  /** A token that nobody logs in to with the right PIN: a login holds for the whole process. */
  static TokenConfig untouched() {
    return SHARED.second.config();
  }

  /**
   * A token of its own, empty, beside those: for a module of its own, since one that is initialised
   * does not see it.
   */
  static TokenConfig newToken(String label) {
    return new SoftHsm(new SecureRandom())
        .provision(SHARED.token.configuration().resolveSibling(""), label, 2)
        .config();
  }

  /**
   * A copy of a token with all keys that are in it now, as the makers of HSMs replicate them: under
   * another label and serial number, with the same PIN.
   */
  static TokenConfig replica(TokenConfig of, String label) {
    String old = Objects.requireNonNull(of.label());
    Path tokens = SHARED.token.configuration().resolveSibling("tokens");
    try (Stream<Path> folders = Files.list(tokens)) {
      Path original =
          folders
              .filter(folder -> text(folder.resolve("token.object")).contains(padded(old)))
              .findFirst()
              .orElseThrow();
      Path copy = Files.createDirectory(tokens.resolve(UUID.randomUUID().toString()));
      try (Stream<Path> files = Files.list(original)) {
        for (Path file : files.toList()) {
          Files.copy(file, copy.resolve(file.getFileName()));
        }
      }
      Path token = copy.resolve("token.object");
      String serial = UUID.randomUUID().toString().replace("-", "").substring(0, 16);
      String changed =
          SERIAL.matcher(text(token).replace(padded(old), padded(label))).replaceFirst(serial);
      Files.writeString(token, changed, StandardCharsets.ISO_8859_1);
      return of.withLabel(label).withName(label);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String padded(String label) {
    return label + " ".repeat(32 - label.length());
  }

  /**
   * What SoftHSM 2.6.1 offers, with a token and a copy of the library of its own: the copy is a
   * module that can be finalised.
   */
  public static ModuleUnderTest underTest() {
    var token = newToken("c-" + UUID.randomUUID().toString().substring(0, 13));
    return new ModuleUnderTest(
        token.withModule(new ModuleConfig(copy(token.module().path()), Driver.FOREIGN)),
        "SoftHSM",
        "SoftHSM v2",
        CLASSIC,
        Set.of(),
        true,
        true,
        true);
  }

  private static Path copy(Path library) {
    try {
      var folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "module-");
      return Files.copy(library, folder.resolve("libcopy.so"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The module, initialised, never to be closed. */
  public static Cryptoki cryptoki() {
    return SHARED.cryptoki;
  }

  /** A new vault on the token; the caller closes it. */
  public static Token vault() {
    return new Token(token().config(), cryptoki());
  }
}
