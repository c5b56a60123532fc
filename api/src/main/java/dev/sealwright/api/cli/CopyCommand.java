package dev.sealwright.api.cli;

import dev.sealwright.api.config.Database;
import dev.sealwright.engine.store.copy.CopySource;
import dev.sealwright.engine.store.copy.CopyTarget;
import dev.sealwright.engine.store.copy.StoreCopy;
import dev.sealwright.engine.store.embedded.SqliteStore;
import dev.sealwright.engine.store.postgres.PostgresStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code store copy}: moves the embedded store into an empty PostgreSQL. */
@Command(
    name = "copy",
    mixinStandardHelpOptions = true,
    description = {
      "Copies the record from its file into an empty database of PostgreSQL, and compares both row"
          + " by row. The server must be stopped.",
      "All of it is one transaction: whatever goes wrong, nothing is in the database, and the command"
          + " may be given again."
    })
final class CopyCommand implements Callable<Integer> {
  private static final String SCHEME = "jdbc:postgresql:";

  private final Supplier<Database> database;
  private final Shell shell;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "URL",
      description = "jdbc:postgresql://HOST:PORT/DATABASE; all servers, if there are several.")
  private String url = "";

  @Option(names = "--user", paramLabel = "ROLE", description = "As the URL says when left out.")
  private @Nullable String user;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "Holds the password of the role, and nothing else.")
  private @Nullable Path passwordFile;

  CopyCommand(Supplier<Database> database, Shell shell) {
    this.database = database;
    this.shell = shell;
  }

  @Override
  public Integer call() {
    if (!url.startsWith(SCHEME)) {
      throw CommandFailure.usage("--to starts with " + SCHEME);
    }
    if (!(database.get() instanceof Database.Embedded embedded)) {
      throw CommandFailure.failed(
          "the configured store is no file: the record to be copied is the one of SEALWRIGHT_DB, or"
              + " of the home");
    }
    var target =
        new Database.Postgres(
            url,
            Optional.ofNullable(user),
            Optional.empty(),
            Optional.ofNullable(passwordFile),
            false,
            Duration.ofSeconds(10));
    long begun = System.nanoTime();
    List<StoreCopy.Copied> copied = copy(embedded, target);
    tell(embedded, target, copied, Duration.ofNanos(System.nanoTime() - begun));
    return HsmCommand.FINE;
  }

  private List<StoreCopy.Copied> copy(Database.Embedded from, Database.Postgres to) {
    try (CopySource source = SqliteStore.copySource(from.file());
        CopyTarget target = PostgresStore.copyTarget(Stores.settings(to, "store copy"))) {
      return new StoreCopy(source, target).run(shell::note);
    }
  }

  private void tell(
      Database.Embedded from, Database.Postgres to, List<StoreCopy.Copied> copied, Duration took) {
    Table table = new Table("rows", "table");
    long rows = 0;
    for (StoreCopy.Copied each : copied) {
      rows += each.rows();
      table.add(String.valueOf(each.rows()), each.table());
    }
    table.print(shell.out(), "  ");
    shell
        .out()
        .println(
            "%d rows of %s are in %s, each compared, after %d s."
                .formatted(rows, from, to, took.toSeconds()));
    shell
        .out()
        .println(
            "Start the server with SEALWRIGHT_DB set to that URL, and never again over the file: two"
                + " records would go different ways.");
  }
}
