package dev.sealwright.engine.crl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.TestEngine;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.bucket.memory.MemoryBuckets;
import dev.sealwright.engine.x509.Extension;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.OpenSsl;
import dev.sealwright.engine.x509.Serial;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;

/** What lies in a bucket, read as relying parties do: by the JDK, and judged by openssl too. */
record ListReader(TestEngine ca, MemoryBuckets buckets, String bucket, OpenSsl openSsl) {
  Optional<Octets> der(String key) {
    return buckets.object(bucket, key);
  }

  /** The list under a key, which verifies with the authority's key by two implementations. */
  X509CRL read(AuthorityId id, String key) {
    Octets der = der(key).orElseThrow();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      X509CRL list = parse(der);
      Octets certificate = ca.engine.caCertificate(id).orElseThrow().certificate();
      list.verify(
          factory
              .generateCertificate(new ByteArrayInputStream(certificate.toArray()))
              .getPublicKey());
      if (!list.getSigAlgName().startsWith("ML-DSA")) { // which this openssl does not know
        openSsl.write("list.der", der.toArray());
        openSsl.write("ca.pem", TestEngine.pem(certificate).toArray());
        assertThat(
                openSsl.run(
                    "crl", "-inform", "DER", "-in", "list.der", "-CAfile", "ca.pem", "-noout"))
            .contains("verify OK");
      }
      return list;
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static X509CRL parse(Octets der) {
    try {
      return (X509CRL)
          CertificateFactory.getInstance("X.509")
              .generateCRL(new ByteArrayInputStream(der.toArray()));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static long number(X509CRL list) {
    return ASN1Integer.getInstance(
            ASN1OctetString.getInstance(list.getExtensionValue(Extension.CRL_NUMBER)).getOctets())
        .longValueExact();
  }

  /** The URI of the issuing distribution point, which is critical. */
  static Optional<String> point(X509CRL list) {
    byte[] value = list.getExtensionValue(Extension.ISSUING_DISTRIBUTION_POINT);
    if (value == null) {
      return Optional.empty();
    }
    assertThat(list.getCriticalExtensionOIDs()).contains(Extension.ISSUING_DISTRIBUTION_POINT);
    IssuingDistributionPoint point =
        IssuingDistributionPoint.getInstance(ASN1OctetString.getInstance(value).getOctets());
    GeneralNames names = GeneralNames.getInstance(point.getDistributionPoint().getName());
    return Optional.of(names.getNames()[0].getName().toString());
  }

  static Set<Serial> serials(X509CRL list) {
    Set<? extends X509CRLEntry> entries = list.getRevokedCertificates();
    return entries == null
        ? Set.of()
        : entries.stream()
            .map(X509CRLEntry::getSerialNumber)
            .map(number -> new Serial("%032x".formatted(number)))
            .collect(Collectors.toSet());
  }
}
