package network.cairn.store.config;

/// A configuration that cannot be used; the message names the file or key, the fault and what to
/// write instead.
public final class InvalidConfig extends RuntimeException {
  private static final long serialVersionUID = 1;

  public InvalidConfig(String message) {
    super(message);
  }
}
