package dev.sealwright.engine.key.pkcs11.foreign;

import dev.sealwright.engine.key.pkcs11.DriverContract;
import dev.sealwright.hsm.Driver;

class ForeignCryptokiTest extends DriverContract {
  ForeignCryptokiTest() {
    super(Driver.FOREIGN);
  }
}
