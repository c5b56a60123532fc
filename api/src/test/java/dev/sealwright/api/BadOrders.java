package dev.sealwright.api;

import static dev.sealwright.api.BadInput.with;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;

/** What is well formed and still cannot be done. */
final class BadOrders {
  private static final String ISSUE = "IssueCertificate";
  private static final String IMPORT = "ImportCertificateAuthorityCertificate";
  private static final String CREATE = "CreateCertificateAuthority";
  private static final String VALIDATION = "ValidationException";
  private static final String ARGS = "InvalidArgsException";
  private static final String STATE = "InvalidStateException";
  private static final String REQUEST = "CERTIFICATE REQUEST";

  private BadOrders() {}

  static List<BadInput> requests(Estate estate) {
    OpenSsl openssl = estate.openssl();
    SdkBytes good = estate.csr();
    byte[] der = PemSurgery.der(good);
    String text = good.asUtf8String();
    List<BadInput> inputs = new ArrayList<>();
    inputs.add(csr(estate, "garbage", SdkBytes.fromUtf8String("let me in")));
    inputs.add(csr(estate, "cut short", SdkBytes.fromUtf8String(text.substring(0, 200))));
    inputs.add(
        csr(estate, "cut inside", PemSurgery.pem(REQUEST, Arrays.copyOf(der, der.length - 9))));
    inputs.add(
        csr(estate, "with a tail", PemSurgery.pem(REQUEST, Arrays.copyOf(der, der.length + 1))));
    inputs.add(csr(estate, "twice", SdkBytes.fromUtf8String(text + text)));
    inputs.add(csr(estate, "with words before it", SdkBytes.fromUtf8String("CSR:\n" + text)));
    inputs.add(csr(estate, "DER", SdkBytes.fromByteArray(der)));
    inputs.add(csr(estate, "labelled CERTIFICATE", PemSurgery.pem("CERTIFICATE", der)));
    inputs.add(csr(estate, "labelled PRIVATE KEY", PemSurgery.pem("PRIVATE KEY", der)));
    inputs.add(
        csr(estate, "not signed by its key", PemSurgery.flipped(REQUEST, der, der.length - 1, 1)));
    inputs.add(csr(estate, "RSA-1024", openssl.request("/CN=weak", "-newkey", "rsa:1024")));
    inputs.add(csr(estate, "SHA-1", openssl.request("/CN=old", "-newkey", "rsa:2048", "-sha1")));
    inputs.add(
        csr(
            estate,
            "another curve",
            openssl.request(
                "/CN=odd", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:secp256k1")));
    inputs.add(csr(estate, "nameless", openssl.request("/", Estate.EC)));
    inputs.add(csr(estate, "a certificate", openssl.selfSigned("/CN=me", Estate.EC)));
    int number = 0;
    for (byte[] misfit : PemSurgery.misfits()) {
      inputs.add(csr(estate, "misfit " + number++, PemSurgery.pem(REQUEST, misfit)));
    }
    return inputs;
  }

  static List<BadInput> orders(Estate estate, String usedToken) {
    Map<String, Object> order = estate.order();
    Map<String, Object> ownCsr =
        with(order, "Csr", BadInput.base64(estate.ca().csr(estate.root())));
    return List.of(
        issue("no such template", template(order, "NoSuchCertificate/V1"), ARGS),
        issue(
            "template version 2",
            template(order, "EndEntityCertificate/V2"),
            "InvalidArnException"),
        issue(
            "a CA for a template",
            with(order, "TemplateArn", estate.root()),
            "InvalidArnException"),
        issue("a root template for a stranger", template(order, "RootCACertificate/V1"), ARGS),
        issue(
            "a root template at a subordinate",
            with(
                template(order, "RootCACertificate/V1"),
                "CertificateAuthorityArn",
                estate.subordinate()),
            ARGS),
        issue("its own key as an end entity", ownCsr, ARGS),
        issue(
            "an algorithm of another family",
            with(order, "SigningAlgorithm", "SHA256WITHRSA"),
            ARGS),
        issue("an algorithm not offered", with(order, "SigningAlgorithm", "SM3WITHSM2"), ARGS),
        issue("longer than the CA", with(order, "Validity", Requests.days(4000)), VALIDATION),
        issue(
            "for ever and a day",
            with(order, "Validity", Requests.days(Long.MAX_VALUE)),
            VALIDATION),
        issue("for too many years", validity(order, "YEARS", Integer.MAX_VALUE), VALIDATION),
        issue("until yesteryear", validity(order, "ABSOLUTE", 1_000_000_000L), VALIDATION),
        issue("until the 13th month", validity(order, "END_DATE", 20261301000000L), VALIDATION),
        issue("until no date at all", validity(order, "END_DATE", Long.MAX_VALUE), VALIDATION),
        issue("from some days on", with(order, "ValidityNotBefore", Requests.days(1)), VALIDATION),
        issue(
            "from after its end",
            with(order, "ValidityNotBefore", Map.of("Type", "ABSOLUTE", "Value", 253402300799L)),
            VALIDATION),
        issue(
            "a CA below path length 0",
            with(
                template(order, "SubordinateCACertificate_PathLen0/V1"),
                "CertificateAuthorityArn",
                estate.subordinate()),
            VALIDATION),
        issue(
            "a token used with other parameters",
            with(with(order, "IdempotencyToken", usedToken), "Validity", Requests.days(29)),
            ARGS),
        issue(
            "a pending root", with(order, "CertificateAuthorityArn", estate.pendingRoot()), STATE),
        issue(
            "a pending subordinate",
            with(order, "CertificateAuthorityArn", estate.pendingSubordinate()),
            STATE),
        issue(
            "a stranger's root at a pending root",
            with(
                template(order, "RootCACertificate/V1"),
                "CertificateAuthorityArn",
                estate.pendingRoot()),
            ARGS),
        BadInput.of(
            "before there is one",
            "GetCertificateAuthorityCertificate",
            Map.of("CertificateAuthorityArn", estate.pendingRoot()),
            STATE),
        get("of another CA", estate.subordinate(), estate.leaf(), "ResourceNotFoundException"),
        get(
            "with an unknown serial",
            estate.root(),
            estate.root() + "/certificate/0123456789abcdef0123456789abcdef",
            "ResourceNotFoundException"),
        get(
            "with a serial nobody draws",
            estate.root(),
            estate.root() + "/certificate/" + "f".repeat(32),
            "ResourceNotFoundException"),
        get(
            "with a serial too long",
            estate.root(),
            estate.root() + "/certificate/" + "9".repeat(40),
            "InvalidArnException"),
        get("with the ARN of its CA", estate.root(), estate.root(), "InvalidArnException"));
  }

  static List<BadInput> imports(Estate estate) {
    SdkBytes own = estate.pendingRootCertificate();
    SdkBytes foreign =
        estate.openssl().selfSigned("/O=Sealwright Tests/CN=Pending Root", Estate.EC);
    SdkBytes root = estate.ca().certificateOf(estate.root());
    String malformed = "MalformedCertificateException";
    String mismatch = "CertificateMismatchException";
    List<BadInput> inputs = new ArrayList<>();
    String pending = estate.pendingRoot();
    inputs.add(imported("a stranger's certificate", pending, foreign, mismatch));
    inputs.add(imported("the certificate of another CA", pending, root, mismatch));
    inputs.add(imported("another CA's at an ACTIVE one", estate.root(), own, mismatch));
    inputs.add(imported("a root's at a subordinate", estate.pendingSubordinate(), own, mismatch));
    inputs.add(imported("a request", pending, estate.csr(), malformed));
    inputs.add(imported("words", pending, SdkBytes.fromUtf8String("trust me"), malformed));
    inputs.add(
        imported(
            "twice in one",
            pending,
            SdkBytes.fromUtf8String(own.asUtf8String() + "\n" + own.asUtf8String()),
            malformed));
    inputs.add(imported("nothing", pending, SdkBytes.fromUtf8String(""), VALIDATION));
    inputs.add(
        imported("too much", pending, SdkBytes.fromUtf8String("A".repeat(32769)), VALIDATION));
    inputs.add(chained("a root with a chain", pending, own, root, "InvalidRequestException"));
    inputs.add(
        chained(
            "words for a chain", pending, own, SdkBytes.fromUtf8String("the usual"), malformed));
    int number = 0;
    for (byte[] misfit : PemSurgery.misfits()) {
      String name = "misfit " + number++;
      SdkBytes block = PemSurgery.pem("CERTIFICATE", misfit);
      inputs.add(imported(name, pending, block, malformed));
      inputs.add(chained(name + " as a chain", pending, own, block, malformed));
    }
    return inputs;
  }

  static List<BadInput> charters(String usedToken) {
    Map<String, Object> charter = Requests.create("ROOT");
    return List.of(
        create(
            "a CRL that is off and has a bucket",
            with(
                charter,
                "RevocationConfiguration",
                Map.of("CrlConfiguration", Map.of("Enabled", false, "S3BucketName", "bucket"))),
            ARGS),
        create(
            "OCSP that is off and has a name",
            with(
                charter,
                "RevocationConfiguration",
                Map.of(
                    "OcspConfiguration", Map.of("Enabled", false, "OcspCustomCname", "a.example"))),
            ARGS),
        create(
            "a key usage that is none",
            configured(charter, "CsrExtensions", Map.of("KeyUsage", Map.of("CRLSign", false))),
            ARGS),
        create("a key not offered", configured(charter, "KeyAlgorithm", "ML_DSA_44"), ARGS),
        create(
            "an algorithm of another family",
            configured(charter, "SigningAlgorithm", "SHA256WITHRSA"),
            ARGS),
        create("no subject", configured(charter, "Subject", Map.of()), ARGS),
        create("an empty subject", configured(charter, "Subject", Map.of("CommonName", "")), ARGS),
        create(
            "a subject of both kinds",
            configured(
                charter,
                "Subject",
                Map.of("CommonName", "c", "CustomAttributes", List.of(attribute("2.5.4.3", "c")))),
            ARGS),
        create("a country beyond ASCII", custom(charter, "2.5.4.6", "D\u00c4"), ARGS),
        create(
            "a domain component beyond ASCII",
            custom(charter, "0.9.2342.19200300.100.1.25", "\u00e4"),
            ARGS),
        create("an arc past 39", custom(charter, "1.40.1", "x"), VALIDATION),
        create("CCPC", with(charter, "KeyStorageSecurityStandard", "CCPC_LEVEL_1_OR_HIGHER"), ARGS),
        create(
            "a token used with other parameters",
            with(
                with(charter, "IdempotencyToken", usedToken),
                "UsageMode",
                "SHORT_LIVED_CERTIFICATE"),
            ARGS));
  }

  private static BadInput csr(Estate estate, String name, SdkBytes csr) {
    return issue(
        "a CSR " + name,
        with(estate.order(), "Csr", BadInput.base64(csr)),
        "MalformedCSRException");
  }

  private static BadInput issue(String name, Map<String, Object> order, String error) {
    return BadInput.of(name, ISSUE, order, error);
  }

  private static BadInput create(String name, Map<String, Object> charter, String error) {
    return BadInput.of(name, CREATE, charter, error);
  }

  private static BadInput get(String name, String authority, String certificate, String error) {
    return BadInput.of(
        name,
        "GetCertificate",
        Map.of("CertificateAuthorityArn", authority, "CertificateArn", certificate),
        error);
  }

  private static BadInput imported(
      String name, String authority, SdkBytes certificate, String error) {
    return BadInput.of(
        name,
        IMPORT,
        Map.of("CertificateAuthorityArn", authority, "Certificate", BadInput.base64(certificate)),
        error);
  }

  private static BadInput chained(
      String name, String authority, SdkBytes certificate, SdkBytes chain, String error) {
    return BadInput.of(
        name,
        IMPORT,
        Map.of(
            "CertificateAuthorityArn",
            authority,
            "Certificate",
            BadInput.base64(certificate),
            "CertificateChain",
            BadInput.base64(chain)),
        error);
  }

  private static Map<String, Object> template(Map<String, Object> order, String name) {
    return with(order, "TemplateArn", "arn:aws:acm-pca:::template/" + name);
  }

  private static Map<String, Object> validity(Map<String, Object> order, String type, long value) {
    return with(order, "Validity", Map.of("Type", type, "Value", value));
  }

  private static Map<String, Object> configured(
      Map<String, Object> charter, String member, Object value) {
    return with(
        charter,
        "CertificateAuthorityConfiguration",
        with(Requests.configuration(), member, value));
  }

  private static Map<String, Object> custom(Map<String, Object> charter, String oid, String value) {
    return configured(
        charter, "Subject", Map.of("CustomAttributes", List.of(attribute(oid, value))));
  }

  private static Map<String, Object> attribute(String oid, String value) {
    return Map.of("ObjectIdentifier", oid, "Value", value);
  }
}
