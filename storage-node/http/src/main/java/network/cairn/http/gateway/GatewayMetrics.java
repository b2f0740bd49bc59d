package network.cairn.http.gateway;

/// Told of the gateway's answers. Called from many threads; must not block.
public interface GatewayMetrics {
  /// Counts nothing.
  GatewayMetrics NONE = new GatewayMetrics() {};

  /// An answer began.
  default void started() {}

  /// An answer ended, well or not.
  ///
  /// @param status of its head; 0 if none was sent
  /// @param whole whether it was not broken off
  /// @param bytes of its body that were written
  default void ended(int status, boolean whole, long bytes) {}
}
