package network.cairn.cli;

/// Another process has the home's repository open.
public final class HomeTaken extends CommandFailed {
  private static final long serialVersionUID = 1;

  public HomeTaken(String message) {
    super(message);
  }
}
