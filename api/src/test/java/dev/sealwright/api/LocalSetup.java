package dev.sealwright.api;

import dev.sealwright.api.quota.RateTable;
import dev.sealwright.engine.authority.CountLimits;
import dev.sealwright.engine.key.KeyVault;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.store.Store;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a test may want otherwise in a {@link LocalApi}; good for one, which closes its vaults.
 *
 * @param between what stands between the engine and the store
 * @param rates quotas that the hand clock refills; absent for open ones, which do not wait for it
 * @param counts how many of each thing there may be
 */
record LocalSetup(
    UnaryOperator<Store> between,
    List<KeyVault> vaults,
    @Nullable RateTable rates,
    CountLimits counts) {
  LocalSetup {
    vaults = List.copyOf(vaults);
  }

  /** The bare store, one vault in memory, and nothing refused for being too much. */
  static LocalSetup usual() {
    return new LocalSetup(
        store -> store,
        List.of(new SoftVault("soft", 2, new SecureRandom())),
        null,
        CountLimits.OPEN);
  }

  LocalSetup withBetween(UnaryOperator<Store> other) {
    return new LocalSetup(other, vaults, rates, counts);
  }

  LocalSetup withVaults(List<KeyVault> others) {
    return new LocalSetup(between, others, rates, counts);
  }

  LocalSetup withRates(RateTable others) {
    return new LocalSetup(between, vaults, others, counts);
  }

  LocalSetup withCounts(CountLimits others) {
    return new LocalSetup(between, vaults, rates, others);
  }
}
