package dev.sealwright.engine.store.embedded;

import dev.sealwright.engine.store.Store;
import dev.sealwright.engine.store.StoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class SqliteStoreTest extends StoreContract {
  @TempDir private Path folder;

  @Override
  protected Store open() {
    return SqliteStore.open(folder.resolve("records.db"));
  }
}
