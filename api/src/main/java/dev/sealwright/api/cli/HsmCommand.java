package dev.sealwright.api.cli;

import ch.qos.logback.classic.Level;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.key.pkcs11.CryptokiException;
import dev.sealwright.hsm.UnreadablePinException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.UnmatchedArgumentException;

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
    if (LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)
        instanceof ch.qos.logback.classic.Logger root) {
      // What matters is in the result; a log between its lines would be in the way.
      root.setLevel(Level.OFF);
    }
    Shell shell =
        new Shell(
            new PrintWriter(System.out, false, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8),
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
    int status = run(arguments, site, loader, shell);
    shell.out().flush();
    return status;
  }

  static int run(List<String> arguments, Site.Source site, ModuleLoader loader, Shell shell) {
    CommandLine line =
        new CommandLine(new HsmCommand())
            .addSubcommand(new DoctorCommand(site, loader, shell))
            .addSubcommand(new InitCommand(loader, shell))
            .addSubcommand(new ListCommand(site, loader, shell))
            .addSubcommand(new DestroyCommand(site, loader, shell))
            .addSubcommand(new EvidenceCommand(site, loader, shell));
    line.setOut(shell.out())
        .setErr(shell.err())
        .setExecutionExceptionHandler((e, command, parsed) -> failed(e, shell))
        .setParameterExceptionHandler((e, given) -> {
          shell.err().println("error: " + misunderstood(e));
          shell
              .err()
              .println("help: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
          return USAGE;
        });
    if (arguments.isEmpty()) {
      line.usage(shell.err());
      return USAGE;
    }
    return line.execute(arguments.toArray(String[]::new));
  }

  private static int failed(Exception e, Shell shell) {
    int status = e instanceof CommandFailure failure ? failure.status() : FAILED;
    String message =
        switch (e) {
          case CommandFailure known -> known.getMessage();
          case CaException known -> known.getMessage();
          case CryptokiException known -> known.getMessage();
          case UnreadablePinException known -> known.getMessage();
          default -> "an error of this program: " + e;
        };
    shell.err().println("error: " + String.valueOf(message).replaceAll("[\r\n]+", " "));
    return status;
  }

  /** Nothing that was typed is repeated but names of options: somebody may have typed a PIN. */
  private static String misunderstood(CommandLine.ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched) {
      String options =
          unmatched.getUnmatched().stream()
              .filter(each -> each.startsWith("--"))
              .map(each -> each.split("=", 2)[0])
              .collect(Collectors.joining(", "));
      return options.isEmpty() ? "there are arguments too many" : "there is no option " + options;
    }
    return String.valueOf(e.getMessage());
  }
}
