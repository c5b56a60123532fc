package dev.sealwright.engine.store.memory;

import dev.sealwright.engine.store.Store;
import dev.sealwright.engine.store.StoreContract;

final class MemoryStoreTest extends StoreContract {
  @Override
  protected Store open() {
    return new MemoryStore();
  }
}
