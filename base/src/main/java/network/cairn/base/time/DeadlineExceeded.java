package network.cairn.base.time;

/// The caller's time has passed; the message is the one that clients look for.
public final class DeadlineExceeded extends RuntimeException {
  /// What is said wherever a deadline has passed.
  public static final String TEXT = "context deadline exceeded";

  private static final long serialVersionUID = 1L;

  DeadlineExceeded() {
    super(TEXT);
  }
}
