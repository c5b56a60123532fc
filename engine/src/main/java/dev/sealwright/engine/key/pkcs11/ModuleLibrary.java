package dev.sealwright.engine.key.pkcs11;

import static java.lang.foreign.ValueLayout.ADDRESS;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.hsm.ModuleConfig;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The shared library of a module, as every driver loads it.
 *
 * <p>It stays loaded until the process ends: modules do not survive dlclose, and the wrappers of
 * other drivers call it when their objects are collected.
 *
 * <p>Threads: any, one at a time as long as an environment is given.
 */
public final class ModuleLibrary {
  private static final String ENTRY = "C_GetFunctionList";

  private ModuleLibrary() {}

  /**
   * Loads the library and finds its entry point; makes no PKCS#11 call.
   *
   * @param environment set in the process before the module can look, such as SOFTHSM2_CONF, which
   *     SoftHSM reads at C_Initialize; for programs whose own environment cannot be prepared, and
   *     only before other threads run
   * @return the address of C_GetFunctionList
   * @throws CaException TOKEN_UNAVAILABLE when the library is missing, does not load, or is no
   *     PKCS#11 module
   */
  @SuppressWarnings("restricted") // to load native code is what a driver is for
  public static MemorySegment load(ModuleConfig module, Map<String, String> environment) {
    Path path = module.path();
    if (ADDRESS.byteSize() != 8 || System.getProperty("os.name", "").startsWith("Windows")) {
      throw new CaException(
          Failure.TOKEN_UNAVAILABLE, "PKCS#11 modules are called on 64-bit Unix systems only");
    }
    if (!Files.isRegularFile(path)) {
      throw new CaException(Failure.TOKEN_UNAVAILABLE, "there is no PKCS#11 module at " + path);
    }
    ProcessEnvironment.set(environment);
    try {
      // By its own name, not through the lookup's fallbacks: a library without it is no module, and
      // to call on regardless ends the process, in this code as in the IAIK wrapper.
      return SymbolLookup.libraryLookup(path.toAbsolutePath(), Arena.global())
          .find(ENTRY)
          .orElseThrow(() -> new IllegalArgumentException("no symbol " + ENTRY));
    } catch (IllegalArgumentException e) {
      throw unusable(module, e);
    }
  }

  /** What a driver says of a library that turns out to be no module. */
  public static CaException unusable(ModuleConfig module, Throwable cause) {
    return new CaException(
        Failure.TOKEN_UNAVAILABLE,
        module.path() + " is no PKCS#11 module that loads here: " + cause.getMessage(),
        cause);
  }
}
