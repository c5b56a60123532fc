package dev.sealwright.engine.ocsp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealwright.engine.Allocation;
import dev.sealwright.engine.x509.DerException;
import dev.sealwright.engine.x509.Octets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.cert.ocsp.OCSPReq;

/** Any bytes: a request that others read the same, or DerException. */
class OcspRequestFuzzTest {
  @FuzzTest
  void structure(byte[] der) {
    judge(der);
  }

  @FuzzTest
  void path(byte[] path) {
    byte[] der;
    try {
      der = OcspGet.decode(new String(path, StandardCharsets.ISO_8859_1));
    } catch (DerException e) {
      return;
    }
    assertThat(der.length).isLessThanOrEqualTo(OcspGet.MAX_CHARACTERS);
    judge(der);
  }

  private static void judge(byte[] der) {
    OcspRequest request;
    try {
      request = Allocation.bounded(der.length, 300, 8 << 20, () -> OcspRequest.read(der));
    } catch (DerException e) {
      assertThat(e).hasMessageNotContainingAny("\n", "\0");
      return;
    }
    assertThat(der.length).isLessThanOrEqualTo(OcspRequest.MAX_BYTES);
    try {
      OCSPReq same = new OCSPReq(der);
      assertThat(
              Arrays.stream(same.getRequestList())
                  .map(single -> encoded(single.getCertID().toASN1Primitive()))
                  .toList())
          .isEqualTo(request.certificates().stream().map(CertId::der).toList());
    } catch (IOException e) {
      throw new AssertionError("nobody else can read it", e);
    }
  }

  private static Octets encoded(org.bouncycastle.asn1.ASN1Object part) {
    try {
      return Octets.copyOf(part.getEncoded("DER"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
