package network.cairn.http.gateway.ask;

/// What was asked is not answered; the message is for the caller as it is.
public final class GatewayRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int status;

  /// @param status of HTTP, 4xx or 5xx
  public GatewayRefused(int status, String message) {
    super(message);
    this.status = status;
  }

  public int status() {
    return status;
  }
}
