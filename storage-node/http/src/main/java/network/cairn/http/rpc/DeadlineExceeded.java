package network.cairn.http.rpc;

/// The caller's `timeout` has passed; the message is the one that clients look for.
public final class DeadlineExceeded extends RuntimeException {
  static final String TEXT = "context deadline exceeded";
  private static final long serialVersionUID = 1L;

  DeadlineExceeded() {
    super(TEXT);
  }
}
