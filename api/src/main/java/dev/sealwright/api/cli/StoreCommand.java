package dev.sealwright.api.cli;

import dev.sealwright.api.config.Database;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code sealwright store}: everything about the record that is not serving. */
@Command(
    name = "store",
    mixinStandardHelpOptions = true,
    description = "Looks after the record: its tables, its soundness, its copies.",
    synopsisSubcommandLabel = "COMMAND")
public final class StoreCommand {
  private StoreCommand() {}

  /**
   * Runs a command on the process's own streams.
   *
   * @param arguments behind {@code store}
   * @param database reads the configuration when a command needs it
   * @return the exit status: 0 fine, 1 failed or findings, 2 not understood
   */
  public static int run(List<String> arguments, Supplier<Database> database) {
    return CommandRun.onProcess(shell -> run(arguments, database, shell));
  }

  static int run(List<String> arguments, Supplier<Database> database, Shell shell) {
    CommandLine line =
        new CommandLine(new StoreCommand())
            .addSubcommand(new MigrateCommand(database, shell))
            .addSubcommand(new VerifyCommand(database, shell))
            .addSubcommand(new BackupCommand(database, shell))
            .addSubcommand(new CopyCommand(database, shell));
    return CommandRun.execute(line, arguments, shell);
  }
}
