package dev.sealwright.benchmarks.micro;

import dev.sealwright.engine.key.KeySession;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.sign.SignatureCheck;
import dev.sealwright.engine.x509.SignatureAlgorithm;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One signature by a SoftHSM2 token through each driver: digest, C_SignInit, C_Sign, and the form
 * that X.509 wants.
 *
 * <p>The state is of one thread, and JMH sets it up on the thread that measures, so each thread
 * signs with a session of its own (INVARIANT I6): {@code -t 2} measures two lanes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "--sun-misc-unsafe-memory-access=allow",
      "--add-opens=jdk.crypto.cryptoki/sun.security.pkcs11.wrapper=ALL-UNNAMED"
    })
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the method with @Setup before all others
public class TokenSigning {
  private final byte[] message = Specimen.message();
  private SigningKey key;
  private SignatureAlgorithm algorithm;
  private KeySession session;

  /** The first signature finds the key on the token; it is checked here and not measured. */
  @Setup(Level.Trial)
  public void open(PrivateToken token) {
    key = token.key();
    algorithm = Specimen.algorithm(key.spec());
    session = token.open();
    if (!SignatureCheck.accepts(key, algorithm, message, sign())) {
      throw new IllegalStateException("the token's signature does not verify");
    }
  }

  /** A signature by the token. */
  @Benchmark
  public byte[] sign() {
    return session.sign(key, algorithm, message);
  }

  @TearDown(Level.Trial)
  public void close() {
    session.close();
  }
}
