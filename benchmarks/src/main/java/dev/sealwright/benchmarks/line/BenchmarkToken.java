package dev.sealwright.benchmarks.line;

import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.key.pkcs11.Attribute;
import dev.sealwright.engine.key.pkcs11.Cryptoki;
import dev.sealwright.engine.key.pkcs11.CryptokiSession;
import dev.sealwright.engine.key.pkcs11.Pkcs11;
import dev.sealwright.engine.key.pkcs11.Token;
import dev.sealwright.engine.key.pkcs11.foreign.ForeignCryptoki;
import dev.sealwright.hsm.Driver;
import dev.sealwright.hsm.ModuleConfig;
import dev.sealwright.hsm.TokenConfig;
import dev.sealwright.hsm.dev.SoftHsm;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The token of a case through the foreign driver, twice: as the engine's vault and as the raw
 * module.
 *
 * <p>One in a process: modules are state of it. Threads: shared.
 */
public final class BenchmarkToken {
  private final Cryptoki cryptoki;
  private final TokenConfig config;

  /**
   * Provisions a token in the folder, or finds it again, and loads its module.
   *
   * @param dialledModule the library that ./dev bench compiles
   */
  public BenchmarkToken(LineCase subject, Path folder, Path dialledModule) {
    var made = new SoftHsm(new SecureRandom()).provision(folder, "benchmark", subject.lanes());
    Map<String, String> environment = new HashMap<>(made.environment());
    Path module = made.config().module().path();
    if (subject.isDialled()) {
      environment.put("SEALWRIGHT_DIALLED_MODULE", module.toString());
      environment.put("SEALWRIGHT_DIALLED_ENGINES", String.valueOf(subject.engines()));
      environment.put("SEALWRIGHT_DIALLED_LATENCY_MICROS", String.valueOf(subject.latencyMicros()));
      module = dialledModule.toAbsolutePath();
    }
    config = made.config().withModule(new ModuleConfig(module, Driver.FOREIGN));
    cryptoki = ForeignCryptoki.load(config.module(), environment);
    cryptoki.initialise();
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

  /** The handle of a private key. */
  static long handle(CryptokiSession session, SigningKey key) {
    List<Attribute> wanted =
        List.of(
            new Attribute.Count(Pkcs11.CKA_CLASS, Pkcs11.CKO_PRIVATE_KEY),
            Attribute.Bytes.of(Pkcs11.CKA_ID, key.id().toArray()));
    return session.find(wanted, 1)[0];
  }
}
