package dev.sealwright.engine.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.Until;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckpointerTest {
  @TempDir private Path folder;

  /** Far below the pages at which the writer would do it. */
  @Test
  void whatWasWrittenIsFoldedInBesideTheWriter() throws IOException {
    Path database = folder.resolve("store.db");
    try (var store = SqliteStore.open(database)) {
      BatchWriter.begin(store);
      long before = Files.size(database);
      for (int batch = 0; batch < Checkpointer.MUTATIONS / BatchWriter.WIDTH; batch++) {
        BatchWriter.commit(store, batch);
      }
      Until.holds("the database has grown", () -> database.toFile().length() > before);
    }
  }

  @Test
  void oneThatFailsIsFollowedByAnother() throws SQLException {
    var tries = new AtomicInteger();
    try (Connection real = DriverManager.getConnection("jdbc:sqlite::memory:")) {
      var failing =
          (Connection)
              Proxy.newProxyInstance(
                  Connection.class.getClassLoader(),
                  new Class<?>[] {Connection.class},
                  (_, method, arguments) -> {
                    if (method.getName().equals("createStatement")
                        && tries.incrementAndGet() == 1) {
                      throw new SQLException("the disk is full");
                    }
                    return method.invoke(real, arguments);
                  });
      try (var checkpointer = new Checkpointer(failing)) {
        checkpointer.written(Checkpointer.MUTATIONS);
        Until.holds("it is tried", () -> tries.get() == 1);
        checkpointer.written(Checkpointer.MUTATIONS - 1);
        checkpointer.written(1);
        Until.holds("it is tried again", () -> tries.get() == 2);
      }
      assertThat(real.isClosed()).isTrue();
    }
  }
}
