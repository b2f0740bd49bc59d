package network.cairn.api.json;

/// What was answered is not JSON, or not of the kind that it must be; the message says so to a
/// user.
public final class InvalidJson extends RuntimeException {
  private static final long serialVersionUID = 1;

  InvalidJson(String message) {
    super(message);
  }
}
