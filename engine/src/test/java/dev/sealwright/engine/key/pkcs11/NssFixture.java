package dev.sealwright.engine.key.pkcs11;

import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.pkcs11.foreign.ForeignCryptoki;
import dev.sealwright.hsm.Driver;
import dev.sealwright.hsm.ModuleConfig;
import dev.sealwright.hsm.PinSource;
import dev.sealwright.hsm.Profile;
import dev.sealwright.hsm.Quirk;
import dev.sealwright.hsm.StorageStandard;
import dev.sealwright.hsm.TokenConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** A token of NSS's softoken, which makes ML-DSA keys; for all tests of one JVM, under target. */
public final class NssFixture {
  private static final Path LIBRARIES = Path.of("../.tools/nss-softoken").toAbsolutePath();
  private static final NssFixture SHARED = new NssFixture();

  private final TokenConfig config;
  private final ForeignCryptoki cryptoki;

  private NssFixture() {
    Path module = LIBRARIES.resolve("libsoftokn3.so").normalize();
    if (!Files.isRegularFile(module)) {
      throw new AssertionError(
          "no PKCS#11 module with ML-DSA: run engine/src/test/bash/nss-softoken.sh");
    }
    try {
      Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
      Path folder = Files.createTempDirectory(target, "nss-");
      Path pin =
          Files.createFile(
              folder.resolve("pin"),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(pin, "Pin-of-the-tests-1\n");
      makeDatabase(folder, pin);
      config =
          new TokenConfig(
              "nss",
              new ModuleConfig(module, Driver.FOREIGN, reserved(folder)),
              "NSS Certificate DB",
              new PinSource.OfFile(pin),
              2,
              Set.of(StorageStandard.FIPS_140_2_LEVEL_2, StorageStandard.FIPS_140_2_LEVEL_3),
              Profile.STANDARD.withQuirks(Set.of(Quirk.NOT_CKA_LOCAL)));
      preload();
      cryptoki = ForeignCryptoki.load(config.module());
      cryptoki.initialise();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A new vault on the token; the caller closes it. */
  public static Token vault() {
    return new Token(SHARED.config, SHARED.cryptoki);
  }

  /** The token. */
  public static TokenConfig config() {
    return SHARED.config;
  }

  /** The module, initialised, never to be closed. */
  public static ForeignCryptoki cryptoki() {
    return SHARED.cryptoki;
  }

  /** What C_Initialize is given for the database in this folder. */
  static String reserved(Path database) {
    return "configdir='sql:"
        + database
        + "' certPrefix='' keyPrefix='' secmod='secmod.db' flags=internalKeySlot";
  }

  /** What this softoken offers; the module is finalised first, so no vault may be open. */
  static ModuleUnderTest underTest() {
    SHARED.cryptoki.close();
    return new ModuleUnderTest(
        SHARED.config,
        "Mozilla Foundation",
        "NSS 3",
        EnumSet.allOf(KeySpec.class),
        Set.of(),
        true,
        false,
        true);
  }

  /** Loaded first, so that the module finds it by name instead of the system's older one. */
  @SuppressWarnings("restricted") // as the driver does
  private static void preload() {
    SymbolLookup.libraryLookup(LIBRARIES.resolve("libnssutil3.so"), Arena.global());
  }

  private static void makeDatabase(Path folder, Path pin) throws IOException {
    try {
      Process process =
          new ProcessBuilder("certutil", "-N", "-d", "sql:" + folder, "-f", pin.toString())
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError("certutil: " + output);
      }
    } catch (IOException e) {
      throw new AssertionError("no certutil: apt-get install libnss3-tools", e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
