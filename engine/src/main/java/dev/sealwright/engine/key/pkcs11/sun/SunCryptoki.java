package dev.sealwright.engine.key.pkcs11.sun;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.pkcs11.Cryptoki;
import dev.sealwright.engine.key.pkcs11.ModuleLibrary;
import dev.sealwright.engine.key.pkcs11.jni.JniCryptoki;
import dev.sealwright.hsm.ModuleConfig;
import java.io.IOException;
import java.util.Map;
import sun.security.pkcs11.wrapper.CK_C_INITIALIZE_ARGS;
import sun.security.pkcs11.wrapper.PKCS11;
import sun.security.pkcs11.wrapper.PKCS11Exception;

/**
 * Loads a PKCS#11 module behind the binding that the JDK's SunPKCS11 provider stands on.
 *
 * <p>Not behind the provider itself: its JCA face has no object handles, hides return values, shows
 * no key without a certificate, and cannot read CKA_SENSITIVE back, so that INVARIANT I8 could not
 * be kept. The binding has every call that the engine needs. In two places it makes more than one
 * call of the module for one of ours: it repeats the C_EncryptInit or C_DecryptInit of AES-GCM with
 * the parameters of an older edition of the standard after CKR_ARGUMENTS_BAD or
 * CKR_MECHANISM_PARAM_INVALID, and C_Sign with a larger buffer after CKR_BUFFER_TOO_SMALL.
 */
public final class SunCryptoki {
  private static final String MODULE = "jdk.crypto.cryptoki";
  private static final String PACKAGE = "sun.security.pkcs11.wrapper";

  private SunCryptoki() {}

  /**
   * Loads a module; makes no PKCS#11 call but those that find the functions.
   *
   * @param environment see {@link ModuleLibrary#load}
   * @throws CaException TOKEN_UNAVAILABLE when the library is missing, does not load, or is no
   *     PKCS#11 module, or this process may not use the binding
   */
  public static Cryptoki load(ModuleConfig module, Map<String, String> environment) {
    checkAccess();
    ModuleLibrary.load(module, environment);
    return new JniCryptoki(new SunBinding(connect(module)), module.reserved());
  }

  /** Before the first class of the package is touched, which would end in a LinkageError. */
  private static void checkAccess() {
    Module ours = SunCryptoki.class.getModule();
    Module theirs =
        ModuleLayer.boot()
            .findModule(MODULE)
            .orElseThrow(() -> refused("the driver sun needs the JDK's module " + MODULE));
    if (!theirs.isOpen(PACKAGE, ours)) {
      throw refused(
          "the driver sun needs the JVM option --add-opens "
              + MODULE
              + "/"
              + PACKAGE
              + "="
              + (ours.isNamed() ? ours.getName() : "ALL-UNNAMED"));
    }
  }

  /**
   * The binding keeps one object for each path for good; it is asked not to initialise, so that
   * this can be done again, and by whom it was done is known.
   */
  private static PKCS11 connect(ModuleConfig module) {
    var arguments = new CK_C_INITIALIZE_ARGS();
    // Or every call would wait for the one before it.
    arguments.flags = SunBinding.CKF_OS_LOCKING_OK;
    try {
      return PKCS11.getInstance(module.path().toAbsolutePath().toString(), null, arguments, true);
    } catch (IOException | PKCS11Exception e) {
      throw ModuleLibrary.unusable(module, e);
    }
  }

  private static CaException refused(String why) {
    return new CaException(Failure.TOKEN_UNAVAILABLE, why);
  }
}
