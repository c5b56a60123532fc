package dev.sealwright.benchmarks.micro;

import dev.sealwright.engine.csr.CertificationRequest;
import dev.sealwright.engine.csr.CsrReader;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.x509.Arithmetic;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From the PEM of a certification request to what it asks for, proof of possession included.
 *
 * <p>The requests are Bouncy Castle's: three attributes in the subject, two DNS names.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "--sun-misc-unsafe-memory-access=allow")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the method with @Setup before all others
public class RequestReading {
  @Param({"EC_P256", "EC_P384", "EC_P521", "RSA_2048", "RSA_4096", "ML_DSA_65"})
  public KeySpec spec;

  /** Who verifies; ML-DSA is the JDK's with both. */
  @Param public Arithmetic arithmetic;

  private byte[] pem;

  @Setup(Level.Trial)
  public void request() throws IOException, OperatorCreationException {
    var pair = Specimen.keyPair(spec);
    var wanted = new ExtensionsGenerator();
    wanted.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(
            new GeneralName[] {
              new GeneralName(GeneralName.dNSName, "service.example.com"),
              new GeneralName(GeneralName.dNSName, "www.service.example.com")
            }));
    var request =
        new JcaPKCS10CertificationRequestBuilder(
                new X500Principal("CN=service.example.com,O=Example,C=DE"), pair.getPublic())
            .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, wanted.generate())
            .build(
                new JcaContentSignerBuilder(Specimen.algorithm(spec).jcaName())
                    .build(pair.getPrivate()));
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      writer.writeObject(request);
    }
    pem = text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  @Benchmark
  public CertificationRequest read() {
    return CsrReader.read(pem, arithmetic);
  }
}
