package dev.sealwright.engine.store.embedded;

import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.StoreFixtures;
import dev.sealwright.engine.x509.Serial;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A process that commits batches and says so after each: {@code ack 0}, {@code ack 1} and on.
 *
 * <p>Batch n reserves {@link #WIDTH} serials and seals those of batch n - 1.
 */
final class BatchWriter {
  static final int WIDTH = 5;

  private static final AuthorityId AUTHORITY = new AuthorityId(new UUID(1, 2));

  private BatchWriter() {}

  static Authority authority() {
    return Authority.creating(AUTHORITY, "owner", Instant.EPOCH, StoreFixtures.settings());
  }

  static Serial serial(int batch, int index) {
    return new Serial("5ed3%012x%016x".formatted(batch, index));
  }

  /** Arguments: the database, and how many batches to commit. */
  public static void main(String[] arguments) throws IOException {
    int batches = Integer.parseInt(arguments[1]);
    // Unbuffered: one write call for one line, in the order of the commits.
    try (var store = SqliteStore.open(Path.of(arguments[0]));
        var out = new FileOutputStream(FileDescriptor.out)) {
      begin(store);
      for (int batch = 0; batch < batches; batch++) {
        commit(store, batch);
        out.write(("ack " + batch + "\n").getBytes(StandardCharsets.US_ASCII));
      }
    }
  }

  static void begin(SqliteStore store) {
    store.commit(List.of(StoreFixtures.creation(authority())));
  }

  static void commit(SqliteStore store, int batch) {
    List<Outcome> outcomes = store.commit(batch(authority(), batch));
    if (!outcomes.stream().allMatch(Outcome.APPLIED::equals)) {
      throw new IllegalStateException(outcomes.toString());
    }
  }

  private static List<Mutation> batch(Authority authority, int batch) {
    List<Mutation> mutations = new ArrayList<>();
    for (int index = 0; index < WIDTH; index++) {
      mutations.add(
          StoreFixtures.reserve(StoreFixtures.reservation(authority, serial(batch, index))));
      if (batch > 0) {
        mutations.add(StoreFixtures.seal(authority.id(), serial(batch - 1, index)));
      }
    }
    return mutations;
  }
}
