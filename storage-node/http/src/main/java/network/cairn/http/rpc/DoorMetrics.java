package network.cairn.http.rpc;

/// Told of the door's requests. Called from many threads; must not block.
public interface DoorMetrics {
  /// Counts nothing.
  DoorMetrics NONE = new DoorMetrics() {};

  /// A command began.
  default void started() {}

  /// A command ended.
  ///
  /// @param command its path, or `unknown`: never text of the caller
  /// @param status of the answer; 200 also for one that failed after output, see `failedLate`
  default void ended(String command, int status, boolean failedLate, long nanos) {}
}
