package dev.sealwright.api.cli;

import dev.sealwright.api.config.Database;
import dev.sealwright.engine.store.postgres.PostgresStore;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;

/** {@code store migrate}: brings the tables of PostgreSQL to this version. */
@Command(
    name = "migrate",
    mixinStandardHelpOptions = true,
    description = {
      "Brings the tables in PostgreSQL to the version of this program; docs/cluster.md says when.",
      "Nodes of the version before go on with them. The tables of a file are brought up by the"
          + " server that opens it."
    })
final class MigrateCommand implements Callable<Integer> {
  private final Supplier<Database> database;
  private final Shell shell;

  MigrateCommand(Supplier<Database> database, Shell shell) {
    this.database = database;
    this.shell = shell;
  }

  @Override
  public Integer call() {
    switch (database.get()) {
      case Database.Embedded embedded ->
          shell
              .out()
              .println(
                  "The tables of " + embedded + " are brought up by the server when it starts.");
      case Database.Postgres postgres -> {
        int steps = PostgresStore.migrate(Stores.settings(postgres, "store migrate"));
        shell
            .out()
            .println(
                steps == 0
                    ? "The tables of " + postgres + " are of this version already."
                    : "The tables of "
                        + postgres
                        + " are of this version, after "
                        + steps
                        + (steps == 1 ? " step." : " steps."));
      }
    }
    return HsmCommand.FINE;
  }
}
