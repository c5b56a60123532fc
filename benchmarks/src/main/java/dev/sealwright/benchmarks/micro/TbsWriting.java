package dev.sealwright.benchmarks.micro;

import dev.sealwright.engine.x509.Extension;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.TbsCertificate;
import java.io.IOException;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The bytes to be signed of an end-entity certificate, from its ready parts, by our writer and by
 * Bouncy Castle's; both give the same bytes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "--sun-misc-unsafe-memory-access=allow")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the method with @Setup before all others
public class TbsWriting {
  private CertificateParts parts;

  /** Two writers that differ would not be two ways to the same thing. */
  @Setup(Level.Trial)
  public void compare(CertificateParts parts) throws IOException {
    this.parts = parts;
    if (!ours().equals(Octets.copyOf(bouncyCastle()))) {
      throw new IllegalStateException("the writers do not agree");
    }
  }

  @Benchmark
  public Octets ours() {
    return TbsCertificate.encode(
        parts.serial,
        CertificateParts.ALGORITHM,
        parts.issuer,
        parts.validity,
        parts.subject,
        parts.key,
        parts.extensions);
  }

  /** From the same encoded parts, which its objects are made of first, as a caller has to. */
  @Benchmark
  public byte[] bouncyCastle() throws IOException {
    var writer = new V3TBSCertificateGenerator();
    writer.setSerialNumber(new ASN1Integer(parts.serial.toInteger()));
    writer.setSignature(
        AlgorithmIdentifier.getInstance(CertificateParts.ALGORITHM.identifier().toArray()));
    writer.setIssuer(X500Name.getInstance(parts.issuer.der().toArray()));
    writer.setStartDate(new Time(Date.from(parts.validity.notBefore())));
    writer.setEndDate(new Time(Date.from(parts.validity.notAfter())));
    writer.setSubject(X500Name.getInstance(parts.subject.der().toArray()));
    writer.setSubjectPublicKeyInfo(SubjectPublicKeyInfo.getInstance(parts.key.info().toArray()));
    var extensions = new ExtensionsGenerator();
    for (Extension extension : parts.extensions) {
      extensions.addExtension(
          new ASN1ObjectIdentifier(extension.oid()),
          extension.critical(),
          extension.value().toArray());
    }
    writer.setExtensions(extensions.generate());
    return writer.generateTBSCertificate().getEncoded("DER");
  }
}
