package dev.sealwright.engine.key.soft;

import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.KeyVault;
import dev.sealwright.engine.key.KeyVaultContract;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Set;

class SoftVaultTest extends KeyVaultContract {
  @Override
  protected KeyVault openVault() {
    return new SoftVault("soft", 2, new SecureRandom());
  }

  @Override
  protected Set<KeySpec> offered() {
    return EnumSet.allOf(KeySpec.class);
  }

  @Override
  protected KeyVault reopenVault(KeyVault before) {
    return before;
  }
}
