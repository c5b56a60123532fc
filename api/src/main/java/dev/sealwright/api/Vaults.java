package dev.sealwright.api;

import dev.sealwright.api.config.Configuration;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.VaultSet;
import dev.sealwright.engine.key.pkcs11.Cryptoki;
import dev.sealwright.engine.key.pkcs11.CryptokiException;
import dev.sealwright.engine.key.pkcs11.LoadedModule;
import dev.sealwright.engine.key.pkcs11.RefusalMarker;
import dev.sealwright.engine.key.pkcs11.Token;
import dev.sealwright.hsm.ModuleConfig;
import dev.sealwright.hsm.TokenConfig;
import dev.sealwright.hsm.UnreadablePinException;
import dev.sealwright.hsm.VaultConfig;
import dev.sealwright.hsm.dev.SoftHsm;
import dev.sealwright.hsm.dev.SoftHsmToken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The modules, tokens and vaults of this process: those of the configuration, or the private
 * SoftHSM2 token of the dev profile.
 *
 * <p>Threads: opened by one, before others run; closed by one, after everybody is done with them.
 */
final class Vaults implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Vaults.class);

  private final Optional<SoftHsmToken> softHsm;
  private final List<VaultSet> sets;
  private final List<LoadedModule> modules;

  private Vaults(Optional<SoftHsmToken> softHsm, List<VaultSet> sets, List<LoadedModule> modules) {
    this.softHsm = softHsm;
    this.sets = List.copyOf(sets);
    this.modules = List.copyOf(modules);
  }

  /**
   * Loads and initialises every module; asks for PINs that are to be typed. A token of the
   * configuration may be away; that of the dev profile is proven to work.
   *
   * @param progress told when the token of the dev profile has to be made
   * @throws CaException TOKEN_UNAVAILABLE when a library does not load or a PIN is not to be had
   */
  static Vaults open(Configuration configuration, Consumer<String> progress) {
    Configured configured = configured(configuration, progress);
    Optional<SoftHsmToken> softHsm = configured.softHsm();
    Map<ModuleConfig, LoadedModule> modules = new LinkedHashMap<>();
    List<VaultSet> sets = new ArrayList<>();
    try {
      for (VaultConfig config : configured.vaults()) {
        List<VaultSet.Member> members = new ArrayList<>();
        for (VaultConfig.Member member : config.members()) {
          TokenConfig token = member.token();
          prepare(token);
          LoadedModule module =
              modules.computeIfAbsent(
                  token.module(), said -> loaded(said, configured.environment()));
          members.add(
              new VaultSet.Member(
                  new Token(token, module, RefusalMarker.in(markers(configuration), token.name())),
                  member.weight()));
        }
        sets.add(new VaultSet(config.name(), members));
      }
      if (softHsm.isPresent()) {
        // One that cannot be used is reported now, not at the first request.
        sets.getFirst().members().getFirst().vault().open().close();
      }
      return new Vaults(softHsm, sets, List.copyOf(modules.values()));
    } catch (CaException | CryptokiException e) {
      // The tokens first: a module is not finalised while one of them holds its login.
      sets.forEach(set -> set.members().forEach(member -> member.vault().close()));
      modules.values().forEach(LoadedModule::close);
      throw e;
    }
  }

  /**
   * What is configured, before any module is loaded.
   *
   * @param softHsm the token of the dev profile, made if need be
   */
  record Configured(List<VaultConfig> vaults, Optional<SoftHsmToken> softHsm) {
    /** What the modules must find in the process. */
    Map<String, String> environment() {
      return softHsm.map(SoftHsmToken::environment).orElse(Map.of());
    }
  }

  /**
   * Loads nothing.
   *
   * @param progress told when the token of the dev profile has to be made
   */
  static Configured configured(Configuration configuration, Consumer<String> progress) {
    if (!configuration.vaults().isEmpty()) {
      return new Configured(configuration.vaults(), Optional.empty());
    }
    SoftHsmToken made = provisioned(configuration, progress);
    return new Configured(
        List.of(VaultConfig.of(dev(configuration.token(), made))), Optional.of(made));
  }

  /** Where the refusals of PINs are remembered. */
  static Path markers(Configuration configuration) {
    return configuration.server().home().resolve("pin-refused");
  }

  List<VaultSet> sets() {
    return sets;
  }

  /** The token of the dev profile. */
  Optional<SoftHsmToken> softHsm() {
    return softHsm;
  }

  /**
   * C_Finalize of every module.
   *
   * @throws IllegalStateException when a call hangs in one, which would meet its end and take the
   *     process down with it; the others are finalised all the same
   */
  @Override
  public void close() {
    IllegalStateException hanging = null;
    for (LoadedModule module : modules) {
      try {
        module.close();
      } catch (IllegalStateException inside) {
        hanging = inside;
      }
    }
    if (hanging != null) {
      throw hanging;
    }
  }

  private static SoftHsmToken provisioned(Configuration configuration, Consumer<String> progress) {
    Path folder = configuration.server().home().resolve("token");
    if (!Files.exists(folder)) {
      progress.accept("making a private SoftHSM2 token in " + folder);
    }
    return new SoftHsm(new SecureRandom())
        .provision(folder, "sealwright", configuration.token().lanes());
  }

  /** The private token, through another module or with other lanes when the operator says so. */
  private static TokenConfig dev(Configuration.Token said, SoftHsmToken softHsm) {
    TokenConfig made = softHsm.config();
    Path module = said.module();
    return made.withModule(
            new ModuleConfig(module == null ? made.module().path() : module, said.driver()))
        .withLanes(said.lanes())
        .withStandards(said.standards());
  }

  private static void prepare(TokenConfig token) {
    try {
      token.pin().prepare();
    } catch (UnreadablePinException e) {
      throw new CaException(
          Failure.TOKEN_UNAVAILABLE, "token " + token.name() + ": " + e.getMessage(), e);
    }
  }

  private static LoadedModule loaded(ModuleConfig config, Map<String, String> environment) {
    Cryptoki module = Modules.load(config, environment);
    try {
      module.initialise();
    } catch (CryptokiException e) {
      // Its device may be away; whoever reaches for a token initialises it again.
      LOG.warn("module {}: {}", config.path(), e.getMessage());
    }
    return new LoadedModule(module);
  }
}
