package dev.sealwright.engine.store.embedded;

import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.store.Cluster;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Store;
import dev.sealwright.engine.store.copy.CopySource;
import dev.sealwright.engine.store.sql.AuthorityCache;
import dev.sealwright.engine.store.sql.SqlStore;
import dev.sealwright.engine.store.verify.RecordAccess;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The record in one SQLite file, synced at every commit, for one process at a time.
 *
 * <p>Instants are kept to the millisecond. Threads: as {@link Store} says.
 */
@SuppressWarnings("exports") // what it extends adds nothing to the SPI
public final class SqliteStore extends SqlStore {
  private final @Nullable LockFile lock;
  private final @Nullable Writer writer;
  private final @Nullable Checkpointer checkpointer;
  private final Readers readers;

  private final Cluster cluster = Cluster.alone(this);

  /** Not used when it is open for reading alone: then another process writes. */
  private final AuthorityCache cache = new AuthorityCache();

  /**
   * @param lock absent, as writer and checkpointer, when it is open for reading alone
   */
  SqliteStore(
      @Nullable LockFile lock,
      @Nullable Writer writer,
      @Nullable Checkpointer checkpointer,
      Readers readers) {
    super(readers, SqliteDialect.TEXTS);
    this.lock = lock;
    this.writer = writer;
    this.checkpointer = checkpointer;
    this.readers = readers;
  }

  /**
   * Opens the database, making it and the folders above it when missing, readable by the owner
   * only.
   *
   * @throws CaException STORE_UNAVAILABLE when another has it open, when it is damaged, of another
   *     program or of a newer version, or when its commits would not be durable
   */
  public static SqliteStore open(Path file) {
    return Opening.open(file);
  }

  /**
   * Opens the database for reading alone, beside a process that has it open or without one. Every
   * commit is refused.
   *
   * @throws CaException STORE_UNAVAILABLE when there is none, when it is damaged, of another
   *     program, or of another version than this one
   */
  public static SqliteStore openForReading(Path file) {
    return Opening.openForReading(file);
  }

  /**
   * The tables as they are, for a verification, beside a process that has them open or without one.
   *
   * @throws CaException as {@link #openForReading}
   */
  public static RecordAccess access(Path file) {
    return Opening.access(file);
  }

  /**
   * Copies the database into a new file, readable by the owner only, beside a process that has it
   * open or without one. Everything that was committed before is in it.
   *
   * @param target must not be there yet, its folder must
   * @return bytes of the copy
   * @throws CaException STORE_UNAVAILABLE when it did not succeed; then nothing is there
   */
  public static long backup(Path file, Path target) {
    return Backup.of(file, target);
  }

  /**
   * Holds the database for a copy: as long as that is open, no process can open it as a store.
   *
   * @throws CaException STORE_UNAVAILABLE when a server has it open, and as {@link #openForReading}
   */
  public static CopySource copySource(Path file) {
    return Opening.copySource(file);
  }

  @Override
  public List<Outcome> commit(List<Mutation> batch) {
    if (writer == null || checkpointer == null) {
      throw new CaException(Failure.STORE_UNAVAILABLE, "the store is open for reading alone");
    }
    try {
      return writer.commit(batch);
    } finally {
      cache.written(batch);
      checkpointer.written(batch.size());
    }
  }

  @Override
  public Optional<Authority> authority(AuthorityId id) {
    return writer == null ? super.authority(id) : cache.get(id, () -> super.authority(id));
  }

  @Override
  public Cluster cluster() {
    return cluster;
  }

  /** Closes everything, the lock last; a second call does nothing. */
  @Override
  public void close() {
    // Resources close in reverse: the writer, as the last connection, folds the WAL in.
    try (lock;
        writer;
        checkpointer;
        readers) {
      // Only to close.
    } catch (SQLException | IOException e) {
      throw new CaException(Failure.STORE_UNAVAILABLE, "the store did not close cleanly", e);
    }
  }
}
