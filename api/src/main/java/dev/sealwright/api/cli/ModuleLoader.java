package dev.sealwright.api.cli;

import dev.sealwright.engine.key.pkcs11.Cryptoki;
import dev.sealwright.hsm.ModuleConfig;
import java.util.Map;

/** Loads a module through the driver of its configuration. */
@FunctionalInterface
public interface ModuleLoader {
  /**
   * The module, not initialised yet.
   *
   * @param environment that it must find in the process
   * @throws dev.sealwright.engine.fault.CaException TOKEN_UNAVAILABLE when it does not load
   */
  Cryptoki load(ModuleConfig module, Map<String, String> environment);
}
