package network.cairn.cli;

/// The command line does not make sense; the message is shown as it is, followed by where to read
/// more.
final class UsageError extends RuntimeException {
  private static final long serialVersionUID = 1;

  UsageError(String message) {
    super(message);
  }
}
