package network.cairn.libp2p.transport;

import java.io.IOException;
import java.time.Duration;
import network.cairn.libp2p.multiaddr.Multiaddr;

/// A way to connect to and from one family of addresses. Thread-safe.
public interface Transport {
  /// Whether [#dial] knows such addresses; a trailing `/p2p` does not matter.
  boolean canDial(Multiaddr address);

  /// Whether [#listen] knows such addresses.
  boolean canListen(Multiaddr address);

  /// Connects. A transport that secures connections itself returns once the peer has proved its
  /// key; whether it is the one expected is for the caller to compare.
  ///
  /// @throws IOException if nobody answered in time or the address is refused; the message names it
  TransportConn dial(Multiaddr address, Duration timeout) throws IOException, InterruptedException;

  /// Starts listening; port 0 picks a free one.
  ///
  /// @throws IOException if the address is taken or not ours; the message names it
  Listener listen(Multiaddr address) throws IOException;

  /// Ends what outlives listeners and connections, once those were closed; nothing is dialled or
  /// listened on after it. Idempotent, never throws.
  default void close() {}
}
