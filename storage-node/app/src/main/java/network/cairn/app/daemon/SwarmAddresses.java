package network.cairn.app.daemon;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import network.cairn.libp2p.host.ConnectionGater;
import network.cairn.libp2p.multiaddr.AddressRange;
import network.cairn.libp2p.multiaddr.InvalidMultiaddr;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.multiaddr.Protocol;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.store.config.Config;

/// What the configuration says of addresses: which peers are told, and which are neither dialled
/// nor let in. Immutable.
final class SwarmAddresses implements ConnectionGater {
  private final List<Multiaddr> instead;
  private final List<Multiaddr> besides;
  private final List<Multiaddr> untold = new ArrayList<>();
  private final List<AddressRange> untoldRanges = new ArrayList<>();
  private final List<AddressRange> barred;

  /// @throws StartFailed naming the key and the address that is none
  SwarmAddresses(Config config) {
    this.instead = ConfiguredAddresses.multiaddrs("Addresses.Announce", config.announce());
    this.besides =
        ConfiguredAddresses.multiaddrs("Addresses.AppendAnnounce", config.appendAnnounce());
    for (String text : config.noAnnounce()) {
      Multiaddr address = ConfiguredAddresses.multiaddr("Addresses.NoAnnounce", text);
      if (address.has(Protocol.IPCIDR)) {
        untoldRanges.add(range("Addresses.NoAnnounce", text));
      } else {
        untold.add(address);
      }
    }
    this.barred = config.addressFilters().stream().map(t -> range("Swarm.AddrFilters", t)).toList();
  }

  private static AddressRange range(String key, String text) {
    try {
      return AddressRange.parse(text);
    } catch (InvalidMultiaddr e) {
      throw new StartFailed(key + " in the configuration: " + e.getMessage(), e);
    }
  }

  /// What peers are told of addresses that they could reach.
  List<Multiaddr> told(List<Multiaddr> reachable) {
    return Stream.concat((instead.isEmpty() ? reachable : instead).stream(), besides.stream())
        .distinct()
        .filter(a -> !untold.contains(a) && untoldRanges.stream().noneMatch(r -> r.contains(a)))
        .toList();
  }

  private boolean allows(Multiaddr address) {
    return barred.stream().noneMatch(range -> range.contains(address));
  }

  @Override
  public boolean interceptAddrDial(PeerId peer, Multiaddr address) {
    return allows(address);
  }

  @Override
  public boolean interceptAccept(Multiaddr local, Multiaddr remote) {
    return allows(remote);
  }
}
