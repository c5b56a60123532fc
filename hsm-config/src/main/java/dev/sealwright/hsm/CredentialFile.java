package dev.sealwright.hsm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a PIN that systemd hands to the service (systemd.exec: LoadCredential=, SetCredential=).
 *
 * <p>Its files belong to root or to the user of the service. Where an access list gives that user
 * the right to read, the group's bits show the mask of the list: reading by the group is therefore
 * let pass, everything else beyond the owner is not.
 */
final class CredentialFile {
  private static final String FOLDER = "CREDENTIALS_DIRECTORY";
  private static final int ROOT = 0;

  private static final Set<PosixFilePermission> ALLOWED =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.GROUP_READ);

  private CredentialFile() {}

  /** The users whose files are trusted: root and that of this process. */
  static Set<Integer> owners() {
    try {
      return Set.copyOf(List.of(ROOT, owner(Path.of("/proc/self"))));
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      // Not Linux, so there is no systemd either.
      return Set.of(ROOT);
    }
  }

  static char[] read(
      String name, Function<String, @Nullable String> environment, Set<Integer> owners) {
    var what = "the credential " + name;
    var folder = environment.apply(FOLDER);
    if (folder == null || folder.isEmpty()) {
      throw new UnreadablePinException(
          what + " is not there, since " + FOLDER + " is not set; " + remedy(name));
    }
    try {
      var path = Path.of(folder).resolve(name);
      if (!path.isAbsolute() || !Files.isRegularFile(path)) {
        throw new UnreadablePinException(what + " is no file in " + folder + "; " + remedy(name));
      }
      if (!owners.contains(owner(path))) {
        throw new UnreadablePinException(
            what + " belongs neither to root nor to the user of this process: " + path);
      }
      if (!ALLOWED.containsAll(Files.getPosixFilePermissions(path))) {
        throw new UnreadablePinException(
            what + " is open to others, as systemd would not leave it: " + path);
      }
      return PinFile.firstLine(path, what);
    } catch (IOException | UnsupportedOperationException | InvalidPathException e) {
      throw new UnreadablePinException(what + " cannot be read", e);
    }
  }

  private static int owner(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:uid");
  }

  private static String remedy(String name) {
    return "start the service by systemd, with LoadCredential="
        + name
        + ":/path/of/the/PIN/file in its unit";
  }
}
