package dev.sealwright.hsm;

import java.util.Set;

/**
 * One token and how to reach it.
 *
 * @param name under which keys record where they live; stable for the life of the keys
 * @param label CKA label of the token; selects the slot
 * @param pin of the user (CKU_USER)
 * @param lanes sessions used at the same time, 1 to 256
 * @param standards that the operator declares the token to meet; nothing here can check it
 * @param profile of its make
 */
public record TokenConfig(
    String name,
    ModuleConfig module,
    String label,
    PinSource pin,
    int lanes,
    Set<StorageStandard> standards,
    Profile profile) {
  public TokenConfig {
    standards = Set.copyOf(standards);
    if (name.isBlank() || label.isBlank() || label.length() > 32) {
      throw new IllegalArgumentException(
          "a token needs a name, and a label of 1 to 32 characters (PKCS#11 CK_TOKEN_INFO)");
    }
    if (lanes < 1 || lanes > 256) {
      throw new IllegalArgumentException("lanes must be 1 to 256, not " + lanes);
    }
  }

  /** The same token under another name. */
  public TokenConfig withName(String other) {
    return new TokenConfig(other, module, label, pin, lanes, standards, profile);
  }

  /** The same token through another module. */
  public TokenConfig withModule(ModuleConfig other) {
    return new TokenConfig(name, other, label, pin, lanes, standards, profile);
  }

  /** The token with another label, behind the same module. */
  public TokenConfig withLabel(String other) {
    return new TokenConfig(name, module, other, pin, lanes, standards, profile);
  }

  /** The same token with its PIN from elsewhere. */
  public TokenConfig withPin(PinSource other) {
    return new TokenConfig(name, module, label, other, lanes, standards, profile);
  }

  /** The same token with as many sessions as this. */
  public TokenConfig withLanes(int other) {
    return new TokenConfig(name, module, label, pin, other, standards, profile);
  }

  /** The same token, declared to meet these standards alone. */
  public TokenConfig withStandards(Set<StorageStandard> other) {
    return new TokenConfig(name, module, label, pin, lanes, other, profile);
  }

  /** The same token, treated as another make. */
  public TokenConfig withProfile(Profile other) {
    return new TokenConfig(name, module, label, pin, lanes, standards, other);
  }
}
