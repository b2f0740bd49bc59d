package network.cairn.content.trustless;

/// What was asked for of a DAG means nothing, or nothing of this one. The message is for the
/// caller.
public final class InvalidSelection extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidSelection(String message) {
    super(message);
  }
}
