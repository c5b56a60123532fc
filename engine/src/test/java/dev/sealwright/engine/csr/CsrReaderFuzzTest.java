package dev.sealwright.engine.csr;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealwright.engine.Allocation;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Pem;
import java.io.IOException;
import java.security.Provider;
import java.util.Set;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;

/** Any bytes: a request whose possession others can prove too, or MALFORMED_CSR. */
class CsrReaderFuzzTest {
  private static final Set<String> LABELS =
      Set.of(Pem.CERTIFICATE_REQUEST, "NEW CERTIFICATE REQUEST");

  private static final Provider PROVIDER = new BouncyCastleProvider();

  @FuzzTest
  void text(byte[] pem) {
    judge(pem);
  }

  /** The same behind the PEM, which mutations would rarely get through. */
  @FuzzTest
  void structure(byte[] der) {
    judge(Requests.pem(Octets.copyOf(der)));
  }

  private static void judge(byte[] pem) {
    CertificationRequest request;
    try {
      request = Allocation.bounded(pem.length, 300, 8 << 20, () -> CsrReader.read(pem));
    } catch (CaException e) {
      assertThat(e.failure()).isEqualTo(Failure.MALFORMED_CSR);
      assertThat(e).hasMessageNotContainingAny("\n", "\0");
      return;
    }
    assertThat(pem.length).isLessThanOrEqualTo(CsrReader.MAX_BYTES);
    Octets der = Pem.decode(pem, LABELS, 1, Failure.INTERNAL).getFirst();
    try {
      var same = new PKCS10CertificationRequest(der.toArray());
      assertThat(request.subject().der().toArray()).isEqualTo(same.getSubject().getEncoded("DER"));
      assertThat(
              same.isSignatureValid(
                  new JcaContentVerifierProviderBuilder()
                      .setProvider(PROVIDER)
                      .build(same.getSubjectPublicKeyInfo())))
          .isTrue();
    } catch (IOException | PKCSException | OperatorCreationException e) {
      throw new AssertionError("nobody else can read it", e);
    }
  }
}
