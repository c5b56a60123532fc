package dev.sealwright.api;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.key.pkcs11.Cryptoki;
import dev.sealwright.engine.key.pkcs11.foreign.ForeignCryptoki;
import dev.sealwright.engine.key.pkcs11.iaik.IaikCryptoki;
import dev.sealwright.engine.key.pkcs11.sun.SunCryptoki;
import dev.sealwright.hsm.ModuleConfig;
import java.util.Map;

/** Loads PKCS#11 modules, each through the driver of its configuration. */
final class Modules {
  private Modules() {}

  /**
   * Loads a module, which is not initialised yet.
   *
   * @param environment set in the process before the module can look; only before other threads run
   * @throws CaException TOKEN_UNAVAILABLE when there is no module that loads, or the process was
   *     started without what the driver needs
   */
  static Cryptoki load(ModuleConfig module, Map<String, String> environment) {
    return switch (module.driver()) {
      case FOREIGN -> ForeignCryptoki.load(module, environment);
      case IAIK -> IaikCryptoki.load(module, environment);
      case SUN -> SunCryptoki.load(module, environment);
    };
  }
}
