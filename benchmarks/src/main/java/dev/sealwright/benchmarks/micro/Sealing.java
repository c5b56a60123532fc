package dev.sealwright.benchmarks.micro;

import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Signed;
import dev.sealwright.engine.x509.TbsCertificate;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.util.concurrent.TimeUnit;
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

/** The whole certificate around a signature that is there already. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "--sun-misc-unsafe-memory-access=allow")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the method with @Setup before all others
public class Sealing {
  private Octets tbs;
  private Octets signature;

  /** The certificate is read back and verified by the JDK. */
  @Setup(Level.Trial)
  public void sign(CertificateParts parts) throws GeneralSecurityException {
    tbs =
        TbsCertificate.encode(
            parts.serial,
            CertificateParts.ALGORITHM,
            parts.issuer,
            parts.validity,
            parts.subject,
            parts.key,
            parts.extensions);
    signature =
        Octets.copyOf(
            Specimen.signature(parts.authority, CertificateParts.ALGORITHM, tbs.toArray()));
    CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(assemble().toArray()))
        .verify(parts.authority.getPublic());
  }

  @Benchmark
  public Octets assemble() {
    return Signed.assemble(tbs, CertificateParts.ALGORITHM, signature);
  }
}
