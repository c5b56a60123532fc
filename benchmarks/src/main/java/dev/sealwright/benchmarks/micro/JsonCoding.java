package dev.sealwright.benchmarks.micro;

import dev.sealwright.api.shape.IssueCertificateRequest;
import dev.sealwright.api.shape.IssueCertificateResponse;
import dev.sealwright.api.wire.WireReader;
import dev.sealwright.api.wire.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
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

/** The body of an IssueCertificate request read and checked, and that of its answer written. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "--sun-misc-unsafe-memory-access=allow")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the method with @Setup before all others
public class JsonCoding {
  private static final String AUTHORITY =
      "arn:aws:acm-pca:eu-central-1:123456789012:certificate-authority/"
          + "11111111-2222-3333-4444-555555555555";

  private byte[] request;
  private IssueCertificateResponse answer;

  @Setup(Level.Trial)
  public void bodies() {
    // As long as the PEM of a P-256 request with two DNS names.
    byte[] csr = "c".repeat(520).getBytes(StandardCharsets.US_ASCII);
    request =
        """
        {"CertificateAuthorityArn":"%s","Csr":"%s","SigningAlgorithm":"SHA256WITHECDSA",\
        "TemplateArn":"arn:aws:acm-pca:::template/EndEntityCertificate/V1",\
        "Validity":{"Type":"DAYS","Value":90},"IdempotencyToken":"order-4711"}\
        """
            .formatted(AUTHORITY, Base64.getEncoder().encodeToString(csr))
            .getBytes(StandardCharsets.UTF_8);
    answer =
        new IssueCertificateResponse(AUTHORITY + "/certificate/0123456789abcdef0123456789abcdef");
  }

  @Benchmark
  public IssueCertificateRequest decode() {
    return WireReader.read(IssueCertificateRequest.class, request);
  }

  @Benchmark
  public byte[] encode() {
    return WireWriter.write(answer);
  }
}
