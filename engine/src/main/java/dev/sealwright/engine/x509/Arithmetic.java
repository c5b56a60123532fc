package dev.sealwright.engine.x509;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;

/**
 * Whose code computes when a signature is verified: proof of possession, and every signature that
 * comes from a vault (INVARIANT I3). All give the same verdicts.
 *
 * <p>The providers are held here and registered nowhere, so the JVM around the engine keeps its
 * own.
 *
 * <p>Threads: shared; what {@link #verifier} gives belongs to its caller.
 */
public enum Arithmetic {
  /**
   * AWS-LC through the Amazon Corretto Crypto Provider, where its library loads: several times as
   * fast as the others on elliptic curves.
   */
  NATIVE(nativeProvider()),

  BOUNCY_CASTLE(new BouncyCastleProvider());

  /** The providers live as long as the JVM, and are only read. */
  @SuppressWarnings("ImmutableEnumChecker")
  private final @Nullable Provider provider;

  Arithmetic(@Nullable Provider provider) {
    this.provider = provider;
  }

  /** The fastest that is there. */
  public static Arithmetic best() {
    return NATIVE.isThere() ? NATIVE : BOUNCY_CASTLE;
  }

  /** Whether its library loaded here. */
  public boolean isThere() {
    return provider != null;
  }

  /** Why the native library is not used, if so. */
  public static Optional<String> nativeTrouble() {
    return Optional.ofNullable(AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError())
        .map(Throwable::getMessage);
  }

  /**
   * The key in a form that {@link #verifier} takes.
   *
   * @throws CaException INVALID_VALUE when its kind is unknown or it does not decode
   */
  PublicKey decode(SubjectPublicKey key) {
    String kind = key.kind();
    try {
      Provider by = by(kind);
      KeyFactory factory =
          by == null ? KeyFactory.getInstance(kind) : KeyFactory.getInstance(kind, by);
      return factory.generatePublic(new X509EncodedKeySpec(key.info().toArray()));
    } catch (InvalidKeySpecException | NoSuchAlgorithmException e) {
      throw new CaException(Failure.INVALID_VALUE, "public key does not decode", e);
    }
  }

  /**
   * A verifier for signatures of this JCA name by keys of this kind.
   *
   * @throws NoSuchAlgorithmException when there is none for the name
   */
  Signature verifier(String kind, String name) throws NoSuchAlgorithmException {
    Provider by = by(kind);
    return by == null ? Signature.getInstance(name) : Signature.getInstance(name, by);
  }

  /**
   * The native library leaves Ed25519 out; keys that are bound to RSASSA-PSS, and ML-DSA, are the
   * JDK's with all of them.
   */
  private @Nullable Provider by(String kind) {
    return switch (kind) {
      case "RSASSA-PSS", "ML-DSA" -> null;
      case "Ed25519" -> BOUNCY_CASTLE.provider;
      default -> {
        if (provider == null) {
          throw new IllegalStateException(this + " is not there");
        }
        yield provider;
      }
    };
  }

  private static @Nullable Provider nativeProvider() {
    AmazonCorrettoCryptoProvider found = AmazonCorrettoCryptoProvider.INSTANCE;
    return found.getLoadingError() == null ? found : null;
  }
}
