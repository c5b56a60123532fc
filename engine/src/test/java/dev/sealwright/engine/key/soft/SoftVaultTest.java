package dev.sealwright.engine.key.soft;

import dev.sealwright.engine.key.KeyVault;
import dev.sealwright.engine.key.KeyVaultContract;
import java.security.SecureRandom;

class SoftVaultTest extends KeyVaultContract {
  @Override
  protected KeyVault openVault() {
    return new SoftVault("soft", 2, new SecureRandom());
  }

  @Override
  protected KeyVault reopenVault(KeyVault before) {
    return before;
  }
}
