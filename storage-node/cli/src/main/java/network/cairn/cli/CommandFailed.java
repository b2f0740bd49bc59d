package network.cairn.cli;

/// The command could not be done; the message is the whole of what the user sees, after `Error: `.
public final class CommandFailed extends RuntimeException {
  private static final long serialVersionUID = 1;

  public CommandFailed(String message) {
    super(message);
  }
}
