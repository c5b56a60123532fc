package dev.sealwright.hsm.yaml;

import java.nio.file.Path;

/**
 * Where something was said: a line of the file, or a variable.
 *
 * @param where as the operator reads it
 * @param folder to which relative paths said there belong
 */
public record Place(String where, Path folder) {
  /** A line of a file, counted from 1. */
  public static Place line(Path file, int line) {
    Path folder = file.toAbsolutePath().getParent();
    return new Place(file + ":" + line, folder == null ? file : folder);
  }

  /** A variable of the environment. */
  public static Place variable(String name) {
    return new Place(name, Path.of("").toAbsolutePath());
  }

  @Override
  public String toString() {
    return where;
  }
}
