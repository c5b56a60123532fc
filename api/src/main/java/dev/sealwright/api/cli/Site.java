package dev.sealwright.api.cli;

import dev.sealwright.api.action.Realm;
import dev.sealwright.api.config.Database;
import dev.sealwright.engine.key.pkcs11.RefusalMarker;
import dev.sealwright.hsm.TokenConfig;
import dev.sealwright.hsm.VaultConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is configured here: the tokens that a server over the same configuration would use.
 *
 * @param environment that the modules must find in the process
 * @param database of the record; it may not be there yet
 * @param markers folder of the refusals of PINs, shared with the server (INVARIANT I7)
 */
public record Site(
    List<VaultConfig> vaults,
    Map<String, String> environment,
    Database database,
    Path markers,
    Realm realm) {
  public Site {
    vaults = List.copyOf(vaults);
    environment = Map.copyOf(environment);
  }

  /** Reads the configuration when a command needs it. */
  @FunctionalInterface
  public interface Source {
    /**
     * Reads it.
     *
     * @throws CommandFailure when it is wrong, or the token of the dev profile cannot be had
     */
    Site get();
  }

  /**
   * A token with the vault it belongs to.
   *
   * @param vault the name on record with its keys
   */
  record Held(String vault, TokenConfig token) {}

  List<Held> tokens() {
    List<Held> tokens = new ArrayList<>();
    for (VaultConfig vault : vaults) {
      vault.members().forEach(member -> tokens.add(new Held(vault.name(), member.token())));
    }
    return tokens;
  }

  /** The token of this name. */
  Optional<Held> token(String name) {
    return tokens().stream().filter(held -> held.token().name().equals(name)).findFirst();
  }

  RefusalMarker marker(TokenConfig token) {
    return RefusalMarker.in(markers, token.name());
  }
}
