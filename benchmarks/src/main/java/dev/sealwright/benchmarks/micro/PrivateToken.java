package dev.sealwright.benchmarks.micro;

import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySession;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.key.pkcs11.Attribute;
import dev.sealwright.engine.key.pkcs11.Cryptoki;
import dev.sealwright.engine.key.pkcs11.CryptokiSession;
import dev.sealwright.engine.key.pkcs11.Pkcs11;
import dev.sealwright.engine.key.pkcs11.Token;
import dev.sealwright.engine.key.pkcs11.foreign.ForeignCryptoki;
import dev.sealwright.engine.key.pkcs11.iaik.IaikCryptoki;
import dev.sealwright.engine.key.pkcs11.sun.SunCryptoki;
import dev.sealwright.hsm.Driver;
import dev.sealwright.hsm.ModuleConfig;
import dev.sealwright.hsm.TokenConfig;
import dev.sealwright.hsm.dev.SoftHsm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A SoftHSM2 token in a temporary folder with one key on it, shared by all threads of one run.
 *
 * <p>The vault and its module are never closed: JMH gives no order between this tear-down and those
 * of other threads, and a finalise before the last session is closed ends the process. The fork of
 * JMH ends right after.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the method with @Setup before all others
public class PrivateToken {
  @Param({"EC_P256", "EC_P384", "RSA_2048"})
  public KeySpec spec;

  @Param public Driver driver;

  private Path folder;
  private Cryptoki cryptoki;
  private TokenConfig config;
  private Token vault;
  private SigningKey key;

  @Setup(Level.Trial)
  public void provision() throws IOException {
    folder = Files.createTempDirectory("sealwright-benchmark-");
    var token = new SoftHsm(new SecureRandom()).provision(folder, "benchmark", 1);
    var module = new ModuleConfig(token.config().module().path(), driver);
    cryptoki =
        switch (driver) {
          case FOREIGN -> ForeignCryptoki.load(module, token.environment());
          case IAIK -> IaikCryptoki.load(module, token.environment());
          case SUN -> SunCryptoki.load(module, token.environment());
        };
    cryptoki.initialise();
    config = token.config();
    vault = new Token(config, cryptoki);
    try (var session = vault.open()) {
      var id = new KeyId(UUID.randomUUID());
      key = new SigningKey(vault.name(), id, spec, session.generate(id, spec));
    }
  }

  SigningKey key() {
    return key;
  }

  /** A session of the calling thread (INVARIANT I6). */
  KeySession open() {
    return vault.open();
  }

  /**
   * A session below the engine, of the calling thread; logged in while one of the vault is open.
   */
  CryptokiSession openRaw() {
    for (long slot : cryptoki.slotsWithToken()) {
      var info = cryptoki.tokenInfo(slot);
      if (config.isToken(info.label(), info.serial())) {
        return cryptoki.openSession(slot);
      }
    }
    throw new IllegalStateException("the token is gone");
  }

  /** The handle of the private key in such a session. */
  long handle(CryptokiSession session) {
    return session
        .find(
            List.of(
                new Attribute.Count(Pkcs11.CKA_CLASS, Pkcs11.CKO_PRIVATE_KEY),
                Attribute.Bytes.of(Pkcs11.CKA_ID, key.id().toArray())),
            1)[0];
  }

  @TearDown(Level.Trial)
  public void remove() throws IOException {
    try (var found = Files.walk(folder)) {
      for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
