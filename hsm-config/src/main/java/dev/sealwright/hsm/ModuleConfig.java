package dev.sealwright.hsm;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A PKCS#11 module and the binding through which it is called.
 *
 * @param path the shared library
 * @param reserved what C_Initialize is given as pReserved, for the modules that ask for it, such as
 *     NSS; absent for all others
 */
public record ModuleConfig(Path path, Driver driver, @Nullable String reserved) {
  public ModuleConfig(Path path, Driver driver) {
    this(path, driver, null);
  }
}
