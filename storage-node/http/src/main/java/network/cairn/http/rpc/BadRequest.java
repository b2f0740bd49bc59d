package network.cairn.http.rpc;

/// The caller's arguments are wrong; answered with status 400 and this message.
public final class BadRequest extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BadRequest(String message) {
    super(message);
  }
}
