package dev.sealwright.engine.csr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.x509.Arithmetic;
import dev.sealwright.engine.x509.Extension;
import dev.sealwright.engine.x509.OpenSsl;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests as openssl makes them. */
class CsrReaderTest {
  private static final String P256 = "ec -pkeyopt ec_paramgen_curve:P-256";

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "rsa:2048, -sha256",
    "rsa:3072, -sha512",
    "rsa:2048, -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32",
    "rsa-pss -pkeyopt rsa_keygen_bits:2048, -sha384",
    "rsa-pss -pkeyopt rsa_pss_keygen_md:sha256 -pkeyopt rsa_pss_keygen_mgf1_md:sha256, -sha256",
    "ec -pkeyopt ec_paramgen_curve:P-256, -sha256",
    "ec -pkeyopt ec_paramgen_curve:P-384, -sha384",
    "ec -pkeyopt ec_paramgen_curve:P-521, -sha512",
    "ed25519, ''",
  })
  void readsRequestsOfEveryAcceptedKind(String key, String signature) throws Exception {
    byte[] pem = request(key, signature, "/C=DE/O=Example/CN=host.example", "DNS:host.example");
    CertificationRequest request = CsrReader.read(pem);
    assertThat(CsrReader.read(pem, Arithmetic.BOUNCY_CASTLE)).isEqualTo(request);

    new OpenSsl(directory).run("req", "-in", "r.pem", "-outform", "DER", "-out", "r.der");
    var judge = new PKCS10CertificationRequest(new OpenSsl(directory).read("r.der"));
    assertThat(request.subject().der().toArray()).isEqualTo(judge.getSubject().getEncoded("DER"));
    assertThat(request.subject().toString()).isEqualTo("CN=host.example,O=Example,C=DE");
    assertThat(request.publicKey().info().toArray())
        .isEqualTo(judge.getSubjectPublicKeyInfo().getEncoded());
    assertThat(request.extensions())
        .extracting(Extension::oid)
        .containsExactly(Extension.SUBJECT_ALTERNATIVE_NAME);
    assertThat(
            new String(
                request.extensions().getFirst().value().toArray(), StandardCharsets.US_ASCII))
        .endsWith("host.example");
  }

  @Test
  void readsARequestWithoutExtensions() {
    assertThat(CsrReader.read(request(P256, "-sha256", "/CN=plain", "")).extensions()).isEmpty();
  }

  @Test
  void readsAnEmptySubjectWithAnAlternativeName() {
    CertificationRequest request = CsrReader.read(request(P256, "-sha256", "/", "IP:192.0.2.1"));
    assertThat(request.subject().isEmpty()).isTrue();
    assertThat(request.extension(Extension.SUBJECT_ALTERNATIVE_NAME)).isPresent();
  }

  @Test
  void readsTheOldLabelAndWindowsLines() {
    String pem = text(request(P256, "-sha256", "/CN=old", ""));
    String old = pem.replace(" CERTIFICATE REQ", " NEW CERTIFICATE REQ").replace("\n", "\r\n");
    assertThat(CsrReader.read(bytes(old)).subject().toString()).isEqualTo("CN=old");
  }

  @ParameterizedTest
  @CsvSource({
    "rsa:1024, -sha256, /CN=x, '', modulus has 1024 bits",
    "rsa:2048, -sha1, /CN=x, '', SHA-1 with RSA is not accepted",
    "rsa:2048, -md5, /CN=x, '', MD5 with RSA is not accepted",
    "rsa:2048, -sha1 -sigopt rsa_padding_mode:pss, /CN=x, '', SHA-2 digests only",
    "rsa-pss -pkeyopt rsa_pss_keygen_md:sha1, -sha1, /CN=x, '', SHA-2 digests only",
    "rsa:2048, -sha224, /CN=x, '', 1.2.840.113549.1.1.14 is not accepted",
    "ec -pkeyopt ec_paramgen_curve:P-256, -sha1, /CN=x, '', SHA-1 with ECDSA is not accepted",
    "ec -pkeyopt ec_paramgen_curve:secp256k1, -sha256, /CN=x, '', elliptic curve is not one of",
    "ec -pkeyopt ec_paramgen_curve:P-224, -sha256, /CN=x, '', elliptic curve is not one of",
    "ec -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit, -sha256, /CN=x, '',"
        + " by name",
    "ed448, '', /CN=x, '', 1.3.101.113 is not accepted",
  })
  void refusesKeysSignaturesAndSubjects(
      String key, String signature, String subject, String names, String fragment) {
    assertRefused(request(key, signature, subject, names), fragment);
  }

  /** The call may give one later. */
  @Test
  void readsARequestWithoutAnyName() {
    assertThat(CsrReader.read(request(P256, "-sha256", "/", "")).subject().isEmpty()).isTrue();
  }

  @Test
  void refusesACommonNameOverItsBound() {
    String longest = "ä".repeat(64);
    assertThat(CsrReader.read(request(P256, "-sha256 -utf8", "/CN=" + longest, "")).subject())
        .hasToString("CN=" + longest);
    assertRefused(
        Requests.pem(Requests.named("x".repeat(65))), "common name has more than 64 characters");
  }

  @Test
  void refusesADnsNameOverItsBound() {
    String label = "a".repeat(62) + ".";
    String longest = label.repeat(4) + "b";
    assertThat(longest).hasSize(253);
    CsrReader.read(request(P256, "-sha256", "/CN=x", "DNS:" + longest));
    assertRefused(
        request(P256, "-sha256", "/CN=x", "DNS:" + longest + "b"),
        "DNS name in it has more than 253 characters");
  }

  @Test
  void refusesTextThatIsNotOnePlainBlock() {
    byte[] pem = request(P256, "-sha256", "/CN=x", "");
    String text = text(pem);
    assertRefused(bytes(text + text), "more than one block");
    assertRefused(bytes("Certificate Request:\n" + text), "something other than blocks");
    assertRefused(bytes(text.replaceFirst("\n", "\nProc-Type: 4,CLEAR\n\n")), "headers");
    assertRefused(bytes(text.replace("CERTIFICATE REQUEST", "CERTIFICATE")), "not labelled");
    assertRefused(bytes(text.substring(0, text.length() / 2)), "no END line");
    assertRefused(bytes(""), "no PEM block");
    assertRefused(new byte[32_769], "more than 32768 bytes");
    new OpenSsl(directory).run("req", "-in", "r.pem", "-outform", "DER", "-out", "r.der");
    assertRefused(new OpenSsl(directory).read("r.der"), "binary");
  }

  static void assertRefused(byte[] pem, String fragment) {
    assertThatExceptionOfType(CaException.class)
        .isThrownBy(() -> CsrReader.read(pem))
        .withMessageContaining(fragment)
        .matches(e -> e.failure() == Failure.MALFORMED_CSR);
  }

  private byte[] request(String key, String signature, String subject, String names) {
    List<String> command = new ArrayList<>(List.of("req", "-new", "-nodes", "-newkey"));
    command.addAll(List.of(key.split(" ")));
    if (!signature.isEmpty()) {
      command.addAll(List.of(signature.split(" ")));
    }
    command.addAll(List.of("-subj", subject, "-keyout", "key.pem", "-out", "r.pem"));
    if (!names.isEmpty()) {
      command.addAll(List.of("-addext", "subjectAltName=" + names));
    }
    OpenSsl openssl = new OpenSsl(directory);
    openssl.run(command.toArray(String[]::new));
    return openssl.read("r.pem");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String text(byte[] pem) {
    return new String(pem, StandardCharsets.US_ASCII);
  }
}
