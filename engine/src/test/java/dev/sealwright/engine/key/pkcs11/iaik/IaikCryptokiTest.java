package dev.sealwright.engine.key.pkcs11.iaik;

import dev.sealwright.engine.key.pkcs11.DriverContract;
import dev.sealwright.hsm.Driver;

class IaikCryptokiTest extends DriverContract {
  IaikCryptokiTest() {
    super(Driver.IAIK);
  }
}
