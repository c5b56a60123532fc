package dev.sealwright.engine.key.pkcs11.sun;

import dev.sealwright.engine.key.pkcs11.DriverContract;
import dev.sealwright.hsm.Driver;

class SunCryptokiTest extends DriverContract {
  SunCryptokiTest() {
    super(Driver.SUN);
  }
}
