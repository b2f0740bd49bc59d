package network.cairn.cli;

/// The command could not be done; the message is the whole of what the user sees, after `Error: `.
public sealed class CommandFailed extends RuntimeException permits HomeTaken {
  private static final long serialVersionUID = 1;

  public CommandFailed(String message) {
    super(message);
  }
}
