package dev.sealwright.api;

import dev.sealwright.api.event.ApiCall;
import dev.sealwright.api.quota.RateTable;
import dev.sealwright.engine.authority.CountLimits;
import dev.sealwright.engine.key.KeyVault;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.store.Committer;
import dev.sealwright.engine.store.Store;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a test may want otherwise in a {@link LocalApi}; good for one, which closes its vaults.
 *
 * @param between what stands between the engine and the store
 * @param observers told of every commit to this store
 * @param calls told of every call
 * @param rates quotas that the hand clock refills; absent for open ones, which do not wait for it
 * @param counts how many of each thing there may be
 */
record LocalSetup(
    UnaryOperator<Store> between,
    Function<Store, List<Committer.Observer>> observers,
    Consumer<ApiCall> calls,
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
        _ -> List.of(),
        _ -> {},
        List.of(new SoftVault("soft", 2, new SecureRandom())),
        null,
        CountLimits.OPEN);
  }

  LocalSetup withBetween(UnaryOperator<Store> other) {
    return new LocalSetup(other, observers, calls, vaults, rates, counts);
  }

  LocalSetup withObserver(Function<Store, Committer.Observer> one) {
    return new LocalSetup(
        between, store -> List.of(one.apply(store)), calls, vaults, rates, counts);
  }

  LocalSetup withCalls(Consumer<ApiCall> one) {
    return new LocalSetup(between, observers, one, vaults, rates, counts);
  }

  LocalSetup withVaults(List<KeyVault> others) {
    return new LocalSetup(between, observers, calls, others, rates, counts);
  }

  LocalSetup withRates(RateTable others) {
    return new LocalSetup(between, observers, calls, vaults, others, counts);
  }

  LocalSetup withCounts(CountLimits others) {
    return new LocalSetup(between, observers, calls, vaults, rates, others);
  }
}
