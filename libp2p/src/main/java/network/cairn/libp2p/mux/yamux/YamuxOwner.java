package network.cairn.libp2p.mux.yamux;

/// Who a yamux session serves. Called by the session's reader and by threads that hold a stream's
/// lock: every method must return at once and must not call back into streams.
public interface YamuxOwner {
  /// Asks for memory of the owner's bounded pool for a receive window.
  ///
  /// @param priority of 255: the share of the pool up to which this request may fill it
  /// @return whether it was granted
  boolean reserve(long bytes, int priority);

  void release(long bytes);

  /// The peer broke a bound and loses a stream or the session for it.
  ///
  /// @param bound `backlog`, `protocol` or `stall`
  default void refused(String bound) {}

  /// Streams of the peer wait to be taken by [YamuxSession#poll].
  void streamsWaiting();

  /// The session has ended; all its streams are reset. Called once.
  void closed(long code, boolean remote);
}
