package dev.sealwright.engine.key.pkcs11.iaik;

import dev.sealwright.engine.key.pkcs11.DriverVaultContract;
import dev.sealwright.hsm.Driver;

class IaikTokenTest extends DriverVaultContract {
  IaikTokenTest() {
    super(Driver.IAIK);
  }
}
