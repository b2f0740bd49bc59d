package network.cairn.http.door;

import java.net.InetAddress;
import java.util.Optional;
import network.cairn.base.net.AddressPrefix;

/// Where callers come from who may be one: an IPv4 /24 or an IPv6 /56.
///
/// @param text for maps and logs
public record NetworkPrefix(String text) {
  /// Empty for an address of this machine, whose callers are not bounded by where they are.
  static Optional<NetworkPrefix> of(InetAddress address) {
    if (address.isLoopbackAddress()) {
      return Optional.empty();
    }
    return Optional.of(new NetworkPrefix(AddressPrefix.customer(address).text()));
  }
}
