package dev.sealwright.api.cli;

/** A command cannot do its work; the message is one line for whoever typed it. */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  private CommandFailure(int status, String message) {
    super(message);
    this.status = status;
  }

  /** Something did not work. */
  public static CommandFailure failed(String message) {
    return new CommandFailure(HsmCommand.FAILED, message);
  }

  /** The command was not understood, or the configuration is wrong. */
  public static CommandFailure usage(String message) {
    return new CommandFailure(HsmCommand.USAGE, message);
  }

  int status() {
    return status;
  }
}
