package dev.sealwright.api.cli;

import dev.sealwright.engine.key.pkcs11.Cryptoki;
import dev.sealwright.engine.key.pkcs11.LoadedModule;
import dev.sealwright.engine.key.pkcs11.Token;
import dev.sealwright.hsm.ModuleConfig;
import dev.sealwright.hsm.TokenConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The modules that a command uses, each loaded and initialised once.
 *
 * <p>Threads: one.
 */
final class OpenModules implements AutoCloseable {
  private record Loaded(Cryptoki cryptoki, LoadedModule module) {}

  private final ModuleLoader loader;
  private final Map<String, String> environment;
  private final Map<ModuleConfig, Loaded> loaded = new LinkedHashMap<>();
  private boolean abandoned;

  OpenModules(ModuleLoader loader, Map<String, String> environment) {
    this.loader = loader;
    this.environment = environment;
  }

  Cryptoki cryptoki(ModuleConfig config) {
    return loaded(config).cryptoki();
  }

  /** A token, not logged in yet; the caller closes it. */
  Token token(TokenConfig config, @Nullable Site site) {
    LoadedModule module = loaded(config.module()).module();
    return site == null
        ? new Token(config, module)
        : new Token(config, module, site.marker(config));
  }

  /** A call hangs in one of them: none is finalised any more. */
  void abandon() {
    abandoned = true;
  }

  private Loaded loaded(ModuleConfig config) {
    return loaded.computeIfAbsent(
        config,
        wanted -> {
          Cryptoki cryptoki = loader.load(wanted, environment);
          cryptoki.initialise();
          return new Loaded(cryptoki, new LoadedModule(cryptoki));
        });
  }

  @Override
  public void close() {
    if (!abandoned) {
      loaded.values().forEach(each -> each.cryptoki().close());
    }
  }
}
