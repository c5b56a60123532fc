package dev.sealwright.hsm;

import java.nio.file.Path;
import java.util.Set;

/**
 * One token and how to reach it.
 *
 * @param name under which keys record where they live; stable for the life of the keys
 * @param module the PKCS#11 shared library
 * @param label CKA label of the token; selects the slot
 * @param pin of the user (CKU_USER)
 * @param lanes sessions used at the same time, 1 to 256
 * @param standards that the operator declares the token to meet; nothing here can check it
 * @param quirks of the module that are let pass
 */
public record TokenConfig(
    String name,
    Path module,
    String label,
    PinSource pin,
    Driver driver,
    int lanes,
    Set<StorageStandard> standards,
    Set<Quirk> quirks) {
  public TokenConfig {
    standards = Set.copyOf(standards);
    quirks = Set.copyOf(quirks);
    if (name.isBlank() || label.isBlank() || label.length() > 32) {
      throw new IllegalArgumentException(
          "a token needs a name, and a label of 1 to 32 characters (PKCS#11 CK_TOKEN_INFO)");
    }
    if (lanes < 1 || lanes > 256) {
      throw new IllegalArgumentException("lanes must be 1 to 256, not " + lanes);
    }
  }
}
