package dev.sealwright.api.config;

import dev.sealwright.hsm.yaml.Node;
import dev.sealwright.hsm.yaml.Place;
import dev.sealwright.hsm.yaml.Problems;
import dev.sealwright.hsm.yaml.YamlTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Optional;

/** Finds and reads the one file. */
final class ConfigurationFile {
  static final String VARIABLE = "SEALWRIGHT_CONFIG";
  static final String NAME = "sealwright.yaml";
  static final int LARGEST = 256 * 1024;

  private ConfigurationFile() {}

  /**
   * The tree of the file that SEALWRIGHT_CONFIG names, which must be there, or of sealwright.yaml
   * in the home, if it is.
   */
  static Optional<Node> read(Map<String, String> environment, Problems problems) {
    String named = environment.getOrDefault(VARIABLE, "");
    String home = environment.getOrDefault(Keys.HOME.variable(), "");
    try {
      if (!named.isEmpty()) {
        return tree(Path.of(named), problems);
      }
      Path usual = Path.of(home.isEmpty() ? "var" : home).resolve(NAME);
      return Files.exists(usual) ? tree(usual, problems) : Optional.empty();
    } catch (InvalidPathException e) {
      problems.add((named.isEmpty() ? Keys.HOME.variable() : VARIABLE) + ": expected a path");
      return Optional.empty();
    }
  }

  private static Optional<Node> tree(Path file, Problems problems) {
    try {
      return text(file, problems)
          .flatMap(text -> YamlTree.read(text, line -> Place.line(file, line), problems));
    } catch (CharacterCodingException e) {
      problems.add(file + ": expected text in UTF-8");
    } catch (IOException | UnsupportedOperationException e) {
      problems.add(file + ": cannot be read");
    }
    return Optional.empty();
  }

  private static Optional<String> text(Path file, Problems problems) throws IOException {
    if (!Files.isRegularFile(file)) {
      problems.add(file + ": expected a file that can be read");
      return Optional.empty();
    }
    // It names native code to load and who may do what.
    if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_WRITE)) {
      problems.add(file + ": may be changed by others; mend it with: chmod o-w " + file);
      return Optional.empty();
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(LARGEST + 1);
    }
    if (bytes.length > LARGEST) {
      problems.add(file + ": expected at most " + LARGEST + " bytes");
      return Optional.empty();
    }
    return Optional.of(
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
  }
}
