package dev.sealwright.hsm.file;

import dev.sealwright.hsm.Driver;
import dev.sealwright.hsm.ModuleConfig;
import dev.sealwright.hsm.Profile;
import dev.sealwright.hsm.yaml.Members;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads which module a token is reached by. It is native code: what is loaded must be certain. */
final class ModuleMembers {
  /** S_ISVTX of stat(2). */
  private static final int STICKY = 01000;

  private static final Pattern RESERVED = Pattern.compile("[\\x20-\\x7e]{1,1024}");

  private final List<Driver> offered;

  ModuleMembers(List<Driver> offered) {
    this.offered = offered;
  }

  Optional<ModuleConfig> read(Members token, Profile profile) {
    Driver driver =
        Values.oneOf(token, "driver", offered, ModuleMembers::written).orElse(Driver.FOREIGN);
    Optional<String> reserved = token.optional("reserved", RESERVED, VaultKey.taken("reserved"));
    return path(token, profile).map(path -> new ModuleConfig(path, driver, reserved.orElse(null)));
  }

  private static String written(Driver driver) {
    return driver.name().toLowerCase(Locale.ROOT);
  }

  private static Optional<Path> path(Members token, Profile profile) {
    if (token.node("module").isEmpty()) {
      Optional<Path> usual = profile.modules().stream().filter(Files::isRegularFile).findFirst();
      if (usual.isEmpty()) {
        token.refuse("module", "is missing; expected an absolute path" + places(profile));
      }
      return usual.filter(path -> safe(path, token));
    }
    Optional<Path> said = token.value("module", "an absolute path", ModuleMembers::absolute);
    if (said.isPresent() && !Files.isRegularFile(said.get())) {
      token.refuse("module", "expected the path of a file; there is none" + places(profile));
      return Optional.empty();
    }
    return said.filter(path -> safe(path, token));
  }

  private static Optional<Path> absolute(String text) {
    try {
      return Optional.of(Path.of(text)).filter(Path::isAbsolute).map(Path::normalize);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static String places(Profile profile) {
    return profile.modules().isEmpty()
        ? ""
        : "; with profile "
            + profile.name()
            + " it is usually one of "
            + profile.modules()
            + ": install it, or say where it is";
  }

  /** Whoever may change the module, or put another in its place, may sign with every key. */
  private static boolean safe(Path path, Members token) {
    try {
      Path file = path.toRealPath();
      if (openToOthers(file) || openFolder(file) || openFolder(path)) {
        token.refuse(
            "module", "the file or its folder may be changed by others; mend it with: chmod o-w");
        return false;
      }
      return true;
    } catch (IOException | UnsupportedOperationException e) {
      token.refuse("module", "expected a file that can be read");
      return false;
    }
  }

  /** In a sticky folder, such as that of temporary files, only owners exchange files. */
  private static boolean openFolder(Path file) throws IOException {
    Path folder = file.getParent();
    return folder != null
        && openToOthers(folder)
        && ((Integer) Files.getAttribute(folder, "unix:mode") & STICKY) == 0;
  }

  private static boolean openToOthers(Path path) throws IOException {
    return Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_WRITE);
  }
}
