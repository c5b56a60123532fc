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
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.UnmatchedArgumentException;

/** What all commands have in common: streams, exit status, and how a failure is told. */
final class CommandRun {
  private CommandRun() {}

  /** On the process's own streams. */
  static int onProcess(ToIntFunction<Shell> command) {
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
    int status = command.applyAsInt(shell);
    shell.out().flush();
    return status;
  }

  static int execute(CommandLine line, List<String> arguments, Shell shell) {
    line.setOut(shell.out())
        .setErr(shell.err())
        .setExecutionExceptionHandler((e, command, parsed) -> failed(e, shell))
        .setParameterExceptionHandler((e, given) -> {
          shell.err().println("error: " + misunderstood(e));
          shell
              .err()
              .println("help: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
          return HsmCommand.USAGE;
        });
    if (arguments.isEmpty()) {
      line.usage(shell.err());
      return HsmCommand.USAGE;
    }
    return line.execute(arguments.toArray(String[]::new));
  }

  private static int failed(Exception e, Shell shell) {
    int status =
        switch (e) {
          case CommandFailure failure -> failure.status();
          default -> HsmCommand.FAILED;
        };
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
