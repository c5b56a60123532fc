package dev.sealwright.benchmarks.micro;

import dev.sealwright.engine.key.KeySession;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.key.pkcs11.CryptokiSession;
import dev.sealwright.engine.key.pkcs11.Mechanism;
import dev.sealwright.engine.key.pkcs11.Pkcs11;
import dev.sealwright.engine.sign.SignatureCheck;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DigestInfo;
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
 * One signature by a SoftHSM2 token through each driver: C_SignInit and C_Sign alone, and the whole
 * of what a lane asks for, with the digest before them and the form that X.509 wants after.
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
  private CryptokiSession raw;
  private long handle;
  private Mechanism mechanism;
  private byte[] data;

  /** The first signatures find the key on the token; they are checked here and not measured. */
  @Setup(Level.Trial)
  public void open(PrivateToken token) throws GeneralSecurityException, IOException {
    key = token.key();
    algorithm = Specimen.algorithm(key.spec());
    session = token.open();
    raw = token.openRaw();
    handle = token.handle(raw);
    byte[] digest = MessageDigest.getInstance(algorithm.digest().jcaName()).digest(message);
    // What a token gives as it is: for ECDSA the two numbers side by side.
    Signature verifier =
        switch (algorithm.scheme()) {
          case ECDSA -> {
            mechanism = new Mechanism.Plain(Pkcs11.CKM_ECDSA);
            data = digest;
            yield Signature.getInstance(algorithm.jcaName() + "inP1363Format");
          }
          case PKCS1 -> {
            mechanism = new Mechanism.Plain(Pkcs11.CKM_RSA_PKCS);
            data = digestInfo(digest);
            yield algorithm.jca();
          }
          case PSS, ML_DSA -> throw new IllegalStateException(algorithm + " is not measured");
        };
    verifier.initVerify(
        KeyFactory.getInstance(key.spec().family().name())
            .generatePublic(new X509EncodedKeySpec(key.publicKey().info().toArray())));
    verifier.update(message);
    if (!verifier.verify(signOnly()) || !SignatureCheck.accepts(key, algorithm, message, whole())) {
      throw new IllegalStateException("the token's signature does not verify");
    }
  }

  /** RFC 8017 9.2, with NULL parameters. */
  private byte[] digestInfo(byte[] digest) throws IOException {
    var name =
        switch (algorithm.digest()) {
          case SHA256 -> NISTObjectIdentifiers.id_sha256;
          case SHA384 -> NISTObjectIdentifiers.id_sha384;
          case SHA512 -> NISTObjectIdentifiers.id_sha512;
          case NONE -> throw new IllegalStateException("no digest");
        };
    return new DigestInfo(new AlgorithmIdentifier(name, DERNull.INSTANCE), digest)
        .getEncoded("DER");
  }

  /** C_SignInit and C_Sign over a digest that is there. */
  @Benchmark
  public byte[] signOnly() {
    return raw.sign(mechanism, handle, data);
  }

  /** From the message to the signature that goes into a certificate. */
  @Benchmark
  public byte[] whole() {
    return session.sign(key, algorithm, message);
  }

  @TearDown(Level.Trial)
  public void close() {
    raw.close();
    session.close();
  }
}
