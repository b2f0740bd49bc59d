package network.cairn.http.rpc.kubo;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import network.cairn.base.time.Deadline;
import network.cairn.http.rpc.CommandError;
import network.cairn.libp2p.multiaddr.InvalidMultiaddr;
import network.cairn.libp2p.multiaddr.Multiaddr;

/// A peer that a caller names by its address, to be asked first.
public final class NamedPeer {
  /// How long to dial where the caller set no deadline.
  static final Duration DIAL = Duration.ofSeconds(30);

  private NamedPeer() {}

  /// Connects to the peer, if one is named.
  ///
  /// @param address a multiaddr that ends with `/p2p/` and the peer
  /// @throws CommandError if it is none, cannot be reached, or if this node has no network
  public static void meet(Backend backend, Optional<String> address, Deadline deadline)
      throws InterruptedException {
    if (address.isPresent()) {
      Multiaddr peer = address(address.get());
      try {
        SwarmRpc.online(backend).host().connect(peer, deadline.left(DIAL));
      } catch (IOException e) {
        throw failed(peer, e);
      }
    }
  }

  static Multiaddr address(String text) {
    try {
      Multiaddr address = Multiaddr.parse(text);
      if (address.peerId().isEmpty()) {
        throw new CommandError("invalid peer address: " + text + " does not end with /p2p/<peer>");
      }
      return address;
    } catch (InvalidMultiaddr e) {
      throw new CommandError("invalid peer address: " + e.getMessage(), e);
    }
  }

  static CommandError failed(Multiaddr address, IOException e) {
    return new CommandError(
        "connect " + address.peerId().orElseThrow() + " failure: " + e.getMessage(), e);
  }
}
