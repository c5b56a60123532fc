package dev.sealwright.engine.csr;

import static dev.sealwright.engine.csr.CsrReaderTest.assertRefused;
import static dev.sealwright.engine.csr.Requests.INFO;
import static dev.sealwright.engine.csr.Requests.NAME;
import static dev.sealwright.engine.csr.Requests.pem;
import static dev.sealwright.engine.csr.Requests.signed;

import dev.sealwright.engine.x509.Der;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A subject that is there, has no attribute, and so names nobody. */
class EmptyRdnTest {
  private static final byte[] EMPTY = Der.element(Der.SET);

  @Test
  void anRdnHasSomethingInIt() throws Exception {
    assertRefused(pem(signed(0, Der.sequence(EMPTY), INFO)), "RDN with nothing in it");
    byte[] rdn = Arrays.copyOfRange(NAME, 2, NAME.length);
    assertRefused(pem(signed(0, Der.sequence(rdn, EMPTY), INFO)), "RDN with nothing in it");
  }
}
