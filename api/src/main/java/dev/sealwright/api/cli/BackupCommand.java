package dev.sealwright.api.cli;

import dev.sealwright.api.config.Database;
import dev.sealwright.engine.store.embedded.SqliteStore;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code store backup}: copies the embedded store into a file, while it is served. */
@Command(
    name = "backup",
    mixinStandardHelpOptions = true,
    description = {
      "Copies the record into a new file, examined and synced, while the server runs.",
      "Everything that was answered before is in it. For PostgreSQL its own tools do it."
    })
final class BackupCommand implements Callable<Integer> {
  private final Supplier<Database> database;
  private final Shell shell;

  @Parameters(paramLabel = "FILE", description = "Must not be there yet.")
  private Path file = Path.of("");

  BackupCommand(Supplier<Database> database, Shell shell) {
    this.database = database;
    this.shell = shell;
  }

  @Override
  public Integer call() {
    switch (database.get()) {
      case Database.Embedded embedded -> {
        long bytes = SqliteStore.backup(embedded.file(), file);
        shell.out().println(file + " holds " + embedded + ": " + bytes + " bytes, examined.");
        shell
            .out()
            .println("Its signatures too: SEALWRIGHT_DB=jdbc:sqlite:" + file + " store verify");
      }
      case Database.Postgres postgres ->
          throw CommandFailure.failed(
              "nothing was copied: "
                  + postgres
                  + " is backed up by PostgreSQL's own tools, all its databases at once and to any"
                  + " moment: pgbackrest --stanza=NAME backup, or pg_basebackup -D FOLDER -X stream"
                  + " -c fast; see docs/storage.md");
    }
    return HsmCommand.FINE;
  }
}
