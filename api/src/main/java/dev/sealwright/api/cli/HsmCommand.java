package dev.sealwright.api.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code sealwright hsm}: everything about tokens that is not serving. */
@Command(
    name = "hsm",
    mixinStandardHelpOptions = true,
    description = "Examines, sets up and looks after PKCS#11 tokens.",
    synopsisSubcommandLabel = "COMMAND")
public final class HsmCommand {
  static final int FINE = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;

  private HsmCommand() {}

  /**
   * Runs a command on the process's own streams.
   *
   * @param arguments behind {@code hsm}
   * @return the exit status: 0 fine, 1 failed or findings, 2 not understood
   */
  public static int run(List<String> arguments, Site.Source site, ModuleLoader loader) {
    return CommandRun.onProcess(shell -> run(arguments, site, loader, shell));
  }

  static int run(List<String> arguments, Site.Source site, ModuleLoader loader, Shell shell) {
    CommandLine line =
        new CommandLine(new HsmCommand())
            .addSubcommand(new DoctorCommand(site, loader, shell))
            .addSubcommand(new InitCommand(loader, shell))
            .addSubcommand(new ListCommand(site, loader, shell))
            .addSubcommand(new DestroyCommand(site, loader, shell))
            .addSubcommand(new EvidenceCommand(site, loader, shell));
    return CommandRun.execute(line, arguments, shell);
  }
}
