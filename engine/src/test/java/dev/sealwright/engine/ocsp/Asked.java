package dev.sealwright.engine.ocsp;

import dev.sealwright.engine.TestEngine;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.x509.Serial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.jspecify.annotations.Nullable;

/** Requests as Bouncy Castle writes them, and answers as it reads and verifies them. */
final class Asked {
  static final ASN1ObjectIdentifier SHA1 = OIWObjectIdentifiers.idSHA1;
  static final ASN1ObjectIdentifier SHA256 = NISTObjectIdentifiers.id_sha256;
  static final ASN1ObjectIdentifier SHA384 = NISTObjectIdentifiers.id_sha384;

  private Asked() {}

  /** A root that answers OCSP and has its signer. */
  static AuthorityId root(TestEngine ca) {
    AuthorityId root = ca.activeRoot();
    enable(ca, root);
    awaitSigner(ca, root);
    return root;
  }

  static void enable(TestEngine ca, AuthorityId id) {
    set(ca, id, RevocationSettings.NONE.withOcsp(new RevocationSettings.Ocsp(null)));
  }

  static void set(TestEngine ca, AuthorityId id, RevocationSettings settings) {
    Authority seen = ca.engine.authority(id).orElseThrow();
    ca.engine.update(seen, null, settings, "tester");
  }

  static void awaitSigner(TestEngine ca, AuthorityId id) {
    byte[] probe = request(ca, id, SHA1, null, new Serial("7" + "0".repeat(31)));
    dev.sealwright.engine.Until.holds(
        "the signer serves",
        () -> ca.engine.ocsp().answer(id, probe).status() == OcspStatus.SUCCESSFUL);
  }

  static X509CertificateHolder certificate(TestEngine ca, AuthorityId id) {
    try {
      return new X509CertificateHolder(
          ca.engine.caCertificate(id).orElseThrow().certificate().toArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static CertificateID id(
      TestEngine ca, AuthorityId of, ASN1ObjectIdentifier digest, Serial serial) {
    return id(ca, of, digest, serial.toInteger());
  }

  static CertificateID id(
      TestEngine ca, AuthorityId of, ASN1ObjectIdentifier digest, BigInteger serial) {
    try {
      return new CertificateID(
          new JcaDigestCalculatorProviderBuilder()
              .build()
              .get(new AlgorithmIdentifier(digest, org.bouncycastle.asn1.DERNull.INSTANCE)),
          certificate(ca, of),
          serial);
    } catch (OCSPException | OperatorCreationException e) {
      throw new AssertionError(e);
    }
  }

  static byte[] request(
      TestEngine ca,
      AuthorityId of,
      ASN1ObjectIdentifier digest,
      byte @Nullable [] nonce,
      Serial... serials) {
    return request(
        nonce, Arrays.stream(serials).map(serial -> id(ca, of, digest, serial)).toList());
  }

  static byte[] request(byte @Nullable [] nonce, List<CertificateID> ids) {
    try {
      OCSPReqBuilder builder = new OCSPReqBuilder();
      ids.forEach(builder::addRequest);
      if (nonce != null) {
        builder.setRequestExtensions(
            new Extensions(
                new Extension(
                    OCSPObjectIdentifiers.id_pkix_ocsp_nonce,
                    false,
                    new DEROctetString(nonce).getEncoded())));
      }
      return builder.build().getEncoded();
    } catch (IOException | OCSPException e) {
      throw new AssertionError(e);
    }
  }

  /** The answer as somebody else reads it; fails unless it is successful and well signed. */
  static BasicOCSPResp basic(OcspAnswer answer, X509CertificateHolder issuer) {
    try {
      OCSPResp response = new OCSPResp(answer.response().toArray());
      if (response.getStatus() != OCSPResp.SUCCESSFUL) {
        throw new AssertionError("status " + response.getStatus());
      }
      BasicOCSPResp basic = (BasicOCSPResp) response.getResponseObject();
      X509CertificateHolder signer = basic.getCerts().length == 0 ? issuer : basic.getCerts()[0];
      var verifiers = new JcaContentVerifierProviderBuilder();
      if (!basic.isSignatureValid(verifiers.build(signer))
          || !signer.isSignatureValid(verifiers.build(issuer))) {
        throw new AssertionError("the signature does not verify");
      }
      return basic;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  static SingleResp single(OcspAnswer answer, X509CertificateHolder issuer) {
    return basic(answer, issuer).getResponses()[0];
  }

  /** Such as {@code good}, in Bouncy Castle's reading. */
  static String state(SingleResp single) {
    return switch (single.getCertStatus()) {
      case null -> "good";
      case org.bouncycastle.cert.ocsp.RevokedStatus revoked ->
          "revoked "
              + revoked.getRevocationTime().toInstant()
              + (revoked.hasRevocationReason() ? " for " + revoked.getRevocationReason() : "");
      case org.bouncycastle.cert.ocsp.UnknownStatus _ -> "unknown";
      default -> "?";
    };
  }
}
