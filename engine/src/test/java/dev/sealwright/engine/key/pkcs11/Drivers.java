package dev.sealwright.engine.key.pkcs11;

import dev.sealwright.engine.key.pkcs11.foreign.ForeignCryptoki;
import dev.sealwright.engine.key.pkcs11.iaik.IaikCryptoki;
import dev.sealwright.engine.key.pkcs11.sun.SunCryptoki;
import dev.sealwright.hsm.Driver;
import dev.sealwright.hsm.ModuleConfig;
import java.util.Map;

/** Every driver by its name. */
public final class Drivers {
  private Drivers() {}

  /** The module through the driver of its configuration, not initialised yet. */
  public static Cryptoki load(ModuleConfig module) {
    return switch (module.driver()) {
      case FOREIGN -> ForeignCryptoki.load(module);
      case IAIK -> IaikCryptoki.load(module, Map.of());
      case SUN -> SunCryptoki.load(module, Map.of());
    };
  }

  /** The same module through another driver. */
  public static ModuleConfig with(Driver driver, ModuleConfig module) {
    return new ModuleConfig(module.path(), driver, module.reserved());
  }
}
