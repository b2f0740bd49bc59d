package network.cairn.libp2p.mux;

/// Whom a muxed connection serves, asks for memory and tells of its end. Called by the connection's
/// threads and by threads that hold a stream's lock: every method must return at once and must not
/// call back into streams.
public interface MuxedConnOwner {
  /// Asks for memory of the owner's bounded pool for a receive window or a send buffer.
  ///
  /// @param priority of 255: the share of the pool up to which this request may fill it
  /// @return whether it was granted
  boolean reserve(long bytes, int priority);

  /// Asks for memory of the pool without which a stream cannot be opened; called without any lock,
  /// as room may have to be made for it.
  boolean reserveForStream(long bytes);

  /// Gives memory back that was taken.
  void release(long bytes);

  /// The peer broke a bound and loses a stream or the connection for it.
  ///
  /// @param bound `backlog`, `protocol` or `stall`
  void refused(String bound);

  /// Streams of the peer wait to be taken by [MuxedConn#poll].
  void streamsWaiting();

  /// The connection has ended; all its streams are reset. Called once.
  void closed(long code, boolean remote);
}
