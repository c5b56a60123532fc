package dev.sealwright.engine.key.pkcs11.sun;

import dev.sealwright.engine.key.pkcs11.DriverVaultContract;
import dev.sealwright.hsm.Driver;

class SunTokenTest extends DriverVaultContract {
  SunTokenTest() {
    super(Driver.SUN);
  }
}
