package dev.sealwright.benchmarks.line;

import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySession;
import dev.sealwright.engine.key.KeySpec;
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
import dev.sealwright.hsm.dev.SoftHsmToken;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The token of a case through one driver, twice: as the engine's vault and as the raw module.
 *
 * <p>One in a process: modules are state of it. Threads: shared.
 */
public final class BenchmarkToken {
  /** Of the token; the PIN stands in a file of its name. */
  static final String LABEL = "benchmark";

  private static final KeyId OWN_KEY = new KeyId(new UUID(0, 1));

  private final Cryptoki cryptoki;
  private final TokenConfig config;

  /**
   * Provisions a token in the folder, or finds it again, and loads its module.
   *
   * @param dialledModule the library that ./dev bench compiles
   */
  public BenchmarkToken(LineCase subject, Path folder, Path dialledModule, Driver driver) {
    var made = provision(folder, subject.lanes());
    Map<String, String> environment = new HashMap<>(made.environment());
    Path module = made.config().module().path();
    if (subject.isDialled()) {
      environment.putAll(dialled(subject, module));
      module = dialledModule.toAbsolutePath();
    }
    config = made.config().withModule(new ModuleConfig(module, driver));
    cryptoki =
        switch (driver) {
          case FOREIGN -> ForeignCryptoki.load(config.module(), environment);
          case IAIK -> IaikCryptoki.load(config.module(), environment);
          case SUN -> SunCryptoki.load(config.module(), environment);
        };
    cryptoki.initialise();
  }

  /** Through the foreign driver. */
  public BenchmarkToken(LineCase subject, Path folder, Path dialledModule) {
    this(subject, folder, dialledModule, Driver.FOREIGN);
  }

  /** The token of a folder, without its module. */
  public static SoftHsmToken provision(Path folder, int lanes) {
    return new SoftHsm(new SecureRandom()).provision(folder, LABEL, lanes);
  }

  /** What the environment of a process that loads the dialled HSM must hold. */
  public static Map<String, String> dialled(LineCase subject, Path behind) {
    return Map.of(
        "DIALLED_HSM_MODULE", behind.toString(),
        "DIALLED_HSM_ENGINES", String.valueOf(subject.engines()),
        "DIALLED_HSM_LATENCY_MICROS", String.valueOf(subject.latencyMicros()));
  }

  /** A vault for one engine, which closes it. */
  public Token vault() {
    return new Token(config, cryptoki);
  }

  /** A raw session; logged in while a vault on the token is. */
  CryptokiSession session() {
    for (long slot : cryptoki.slotsWithToken()) {
      var info = cryptoki.tokenInfo(slot);
      if (config.isToken(info.label(), info.serial())) {
        return cryptoki.openSession(slot);
      }
    }
    throw new IllegalStateException("the token is gone");
  }

  /** A key for the raw loop alone: made, or found where another process made it. */
  KeyId ownKey(KeySession login, KeySpec spec) {
    try (CryptokiSession session = session()) {
      if (session.find(privateKey(OWN_KEY), 1).length == 0) {
        login.generate(OWN_KEY, spec);
      }
    }
    return OWN_KEY;
  }

  /** The handle of a private key. */
  static long handle(CryptokiSession session, KeyId key) {
    return session.find(privateKey(key), 1)[0];
  }

  private static List<Attribute> privateKey(KeyId key) {
    return List.of(
        new Attribute.Count(Pkcs11.CKA_CLASS, Pkcs11.CKO_PRIVATE_KEY),
        Attribute.Bytes.of(Pkcs11.CKA_ID, key.toArray()));
  }
}
