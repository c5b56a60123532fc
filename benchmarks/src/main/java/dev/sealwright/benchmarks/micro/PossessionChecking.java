package dev.sealwright.benchmarks.micro;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import dev.sealwright.engine.key.KeySpec;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
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
 * What a proof of possession costs by provider: the public key decoded, the signature over 512
 * bytes checked, each time with new objects, for no two requests have the same key.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "--sun-misc-unsafe-memory-access=allow")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the method with @Setup before all others
public class PossessionChecking {
  /** Who computes. */
  public enum Library {
    JDK,
    BOUNCY_CASTLE,
    /** The Amazon Corretto Crypto Provider. */
    CORRETTO
  }

  @Param({"EC_P256", "EC_P384", "RSA_2048"})
  public KeySpec spec;

  @Param public Library library;

  private final byte[] message = Specimen.message();
  private Provider provider;
  private String family;
  private String algorithm;
  private byte[] key;
  private byte[] signature;

  @Setup(Level.Trial)
  public void sign() throws GeneralSecurityException {
    var pair = Specimen.keyPair(spec);
    family = pair.getPublic().getAlgorithm();
    algorithm = Specimen.algorithm(spec).jcaName();
    switch (library) {
      case JDK -> {
        provider = Security.getProvider(family.equals("EC") ? "SunEC" : "SunRsaSign");
      }
      case BOUNCY_CASTLE -> {
        provider = new BouncyCastleProvider();
      }
      case CORRETTO -> {
        AmazonCorrettoCryptoProvider.INSTANCE.assertHealthy();
        provider = AmazonCorrettoCryptoProvider.INSTANCE;
      }
    }
    key = pair.getPublic().getEncoded();
    signature = Specimen.signature(pair, Specimen.algorithm(spec), message);
    if (!check()) {
      throw new IllegalStateException("a good signature was refused: another path would be timed");
    }
  }

  @Benchmark
  public boolean check() throws GeneralSecurityException {
    var verifier = Signature.getInstance(algorithm, provider);
    verifier.initVerify(
        KeyFactory.getInstance(family, provider).generatePublic(new X509EncodedKeySpec(key)));
    verifier.update(message);
    return verifier.verify(signature);
  }
}
