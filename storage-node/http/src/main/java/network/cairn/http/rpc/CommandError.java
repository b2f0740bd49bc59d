package network.cairn.http.rpc;

/// A command could not do what was asked; answered with status 500 and this message.
public final class CommandError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CommandError(String message) {
    super(message);
  }

  public CommandError(String message, Throwable cause) {
    super(message, cause);
  }
}
