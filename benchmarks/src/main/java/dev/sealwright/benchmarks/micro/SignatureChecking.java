package dev.sealwright.benchmarks.micro;

import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.sign.SignatureCheck;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.SubjectPublicKey;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
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
 * The check that every signature of a token goes through (INVARIANT I3), on one good signature, by
 * the provider that the line uses here.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "--sun-misc-unsafe-memory-access=allow")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the method with @Setup before all others
public class SignatureChecking {
  @Param({"EC_P256", "EC_P384", "EC_P521", "RSA_2048", "RSA_4096", "ML_DSA_65"})
  public KeySpec spec;

  private final byte[] message = Specimen.message();
  private SigningKey key;
  private SignatureAlgorithm algorithm;
  private byte[] signature;

  @Setup(Level.Trial)
  public void sign() {
    var pair = Specimen.keyPair(spec);
    var publicKey = new SubjectPublicKey(Octets.copyOf(pair.getPublic().getEncoded()));
    key = new SigningKey("none", new KeyId(UUID.randomUUID()), spec, publicKey);
    algorithm = Specimen.algorithm(spec);
    signature = Specimen.signature(pair, algorithm, message);
    if (!check()) {
      throw new IllegalStateException("a good signature was refused: another path would be timed");
    }
  }

  @Benchmark
  public boolean check() {
    return SignatureCheck.accepts(key, algorithm, message, signature);
  }
}
