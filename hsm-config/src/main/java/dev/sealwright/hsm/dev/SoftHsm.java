package dev.sealwright.hsm.dev;

import dev.sealwright.hsm.Driver;
import dev.sealwright.hsm.ModuleConfig;
import dev.sealwright.hsm.PinSource;
import dev.sealwright.hsm.StorageStandard;
import dev.sealwright.hsm.TokenConfig;
import dev.sealwright.hsm.file.Profiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Provisions SoftHSM2 tokens in a folder of their own, apart from those of the system and the user.
 *
 * <p>The folder holds softhsm2.conf, the token folder, and for each label a file with the user PIN
 * and one with the SO PIN. All is made once and found again later. The PINs are on disk before the
 * token is made, so a crash in between leaves nothing that cannot be opened: a token without a user
 * PIN holds no keys and is made anew.
 *
 * <p>Threads: one.
 */
public final class SoftHsm {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  /** 24 characters of 62: 142 bits. */
  private static final int PIN_LENGTH = 24;

  /** No SoftHSM token is certified; a developer's stands in for one that is. */
  private static final Set<StorageStandard> STANDS_IN_FOR =
      Set.of(StorageStandard.FIPS_140_2_LEVEL_2, StorageStandard.FIPS_140_2_LEVEL_3);

  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,31}");

  private static final FileAttribute<?> OWNER_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private static final FileAttribute<?> OWNER_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final SecureRandom random;

  /**
   * Makes a provisioner.
   *
   * @param random source of the PINs
   */
  public SoftHsm(SecureRandom random) {
    this.random = random;
  }

  /**
   * Makes the token with this label, or finds it again.
   *
   * @param folder made when absent, open to the owner only; several labels may share one
   * @param label 1 to 32 of A-Z, a-z, 0-9, dot, underscore, hyphen; also the name of the token
   * @param lanes of the configuration that is returned
   * @throws IllegalStateException when SoftHSM2 is not installed (with the command that installs
   *     it), or the folder holds something that is not safe to repair
   */
  public SoftHsmToken provision(Path folder, String label, int lanes) {
    if (!LABEL.matcher(label).matches()) {
      throw new IllegalArgumentException("a label of letters, digits, '.', '_', '-', not " + label);
    }
    var profile = Profiles.named("softhsm2");
    var module = module(profile.modules());
    var home = folder.toAbsolutePath();
    try {
      Files.createDirectories(home, OWNER_FOLDER);
      Files.createDirectories(home.resolve("tokens"), OWNER_FOLDER);
      try (var lock =
              FileChannel.open(
                  home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          var held = lock.lock()) {
        if (!held.isValid()) {
          throw new IllegalStateException("cannot lock " + home);
        }
        var configuration = configuration(home);
        var pin = home.resolve(label + ".pin");
        token(home, label, pin, new SoftHsmTool(configuration));
        return new SoftHsmToken(
            new TokenConfig(
                label,
                new ModuleConfig(module, Driver.FOREIGN),
                label,
                new PinSource.OfFile(pin),
                lanes,
                STANDS_IN_FOR,
                profile),
            configuration);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot provision a SoftHSM2 token in " + home, e);
    }
  }

  private void token(Path home, String label, Path pin, SoftHsmTool tool) throws IOException {
    var soPin = home.resolve(label + ".so-pin");
    var present =
        tool.tokens().stream().filter(t -> t.label().equals(label)).collect(Collectors.toList());
    if (present.size() > 1) {
      throw new IllegalStateException(
          home + " holds " + present.size() + " tokens labelled " + label + "; delete all but one");
    }
    if (!present.isEmpty() && present.getFirst().userPin()) {
      if (!Files.exists(pin)) {
        throw new IllegalStateException(
            home + " holds the token " + label + " but not its PIN; put " + pin + " back");
      }
      return;
    }
    if (!present.isEmpty()) {
      // Left by a crash between C_InitToken and C_InitPIN: no user, so no keys.
      tool.delete(label);
    }
    if (!Files.exists(soPin)) {
      write(soPin, freshPin());
    }
    if (!Files.exists(pin)) {
      write(pin, freshPin());
    }
    tool.create(label, Files.readString(soPin).strip(), Files.readString(pin).strip());
    if (tool.tokens().stream().noneMatch(t -> t.label().equals(label) && t.userPin())) {
      throw new IllegalStateException("softhsm2-util made no token in " + home);
    }
  }

  private static Path configuration(Path home) throws IOException {
    var file = home.resolve("softhsm2.conf");
    if (!Files.exists(file)) {
      write(
          file,
          """
          directories.tokendir = %s
          objectstore.backend = file
          log.level = ERROR
          slots.removable = false
          """
              .formatted(home.resolve("tokens")));
    }
    return file;
  }

  private String freshPin() {
    return random
            .ints(PIN_LENGTH, 0, ALPHABET.length())
            .mapToObj(i -> ALPHABET.substring(i, i + 1))
            .collect(Collectors.joining())
        + "\n";
  }

  /** Whole or not at all: a crash leaves at most a stray temporary file. */
  private static void write(Path file, String text) throws IOException {
    var temporary = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(temporary);
    Files.createFile(temporary, OWNER_FILE);
    Files.writeString(temporary, text);
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }

  static Path module(List<Path> candidates) {
    return candidates.stream()
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(() ->
            new IllegalStateException("libsofthsm2.so is not installed: apt-get install softhsm2"));
  }
}
