package dev.sealwright.engine.key.pkcs11.iaik;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.key.pkcs11.Cryptoki;
import dev.sealwright.engine.key.pkcs11.ModuleLibrary;
import dev.sealwright.engine.key.pkcs11.jni.JniCryptoki;
import dev.sealwright.hsm.ModuleConfig;
import java.util.Map;

/**
 * Loads a PKCS#11 module behind the IAIK PKCS#11 wrapper.
 *
 * <p>Only the wrapper's innermost layer is used, the functions of the standard one to one. What it
 * has on top changes return values by a table of vendors, rewrites EC points and signatures, and
 * keeps a pool that puts sessions back with an operation still active.
 *
 * <p>It asks a module for the length of each signature first: C_Sign is called twice, and costs
 * that much more on modules that sign to answer the question.
 */
public final class IaikCryptoki {
  private IaikCryptoki() {}

  /**
   * Loads a module; makes no PKCS#11 call but C_GetFunctionList.
   *
   * @param environment see {@link ModuleLibrary#load}
   * @throws CaException TOKEN_UNAVAILABLE when the library is missing, does not load, or is no
   *     PKCS#11 module, or the wrapper's own library cannot be unpacked
   */
  public static Cryptoki load(ModuleConfig module, Map<String, String> environment) {
    // The wrapper itself ends the process when the library has no entry point.
    ModuleLibrary.load(module, environment);
    return new JniCryptoki(new IaikBinding(WrapperLibrary.connect(module)), module.reserved());
  }
}
