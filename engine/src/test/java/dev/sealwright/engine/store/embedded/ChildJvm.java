package dev.sealwright.engine.store.embedded;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Another process that runs a class of the tests, with the libraries of this one. */
public final class ChildJvm {
  private ChildJvm() {}

  /**
   * Starts {@code main}; its errors go where ours go.
   *
   * @param wrapper command in front, such as a tracer
   * @param temporary where the native library is unpacked; a killed JVM leaves it behind
   */
  static Process start(List<String> wrapper, Path temporary, Class<?> main, String... arguments)
      throws IOException {
    return start(wrapper, List.of(), temporary, main, arguments);
  }

  /**
   * As above.
   *
   * @param options of the JVM
   */
  public static Process start(
      List<String> wrapper,
      List<String> options,
      Path temporary,
      Class<?> main,
      String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(wrapper);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Dorg.sqlite.tmpdir=" + temporary);
    command.add("-cp");
    command.add(String.join(File.pathSeparator, classPath(main)));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /**
   * Surefire puts modules on the module path, the rest on the class path and patches the tests in.
   */
  private static Set<String> classPath(Class<?> main) {
    Set<String> entries = new LinkedHashSet<>();
    entries.add(root(main));
    entries.add(root(SqliteStore.class));
    for (String property : List.of("jdk.module.path", "java.class.path")) {
      for (String entry : System.getProperty(property, "").split(File.pathSeparator, -1)) {
        if (!entry.isEmpty()) {
          entries.add(entry);
        }
      }
    }
    return entries;
  }

  /** The folder of class files that the class was loaded from. */
  private static String root(Class<?> type) {
    String name = type.getSimpleName() + ".class";
    var resource = Objects.requireNonNull(type.getResource(name), name);
    Path file = Path.of(URI.create(resource.toString()));
    for (int i = 0; i <= type.getPackageName().chars().filter(c -> c == '.').count() + 1; i++) {
      file = Objects.requireNonNull(file.getParent());
    }
    return file.toString();
  }
}
