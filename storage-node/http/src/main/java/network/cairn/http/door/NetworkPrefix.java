package network.cairn.http.door;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/// Where callers come from who may be one: an IPv4 /24 or an IPv6 /56.
///
/// @param text for maps and logs
public record NetworkPrefix(String text) {
  private static final int IPV4_BYTES = 3;
  private static final int IPV6_BYTES = 7;

  /// Empty for an address of this machine, whose callers are not bounded by where they are.
  static Optional<NetworkPrefix> of(InetAddress address) {
    if (address.isLoopbackAddress()) {
      return Optional.empty();
    }
    boolean four = address instanceof Inet4Address;
    byte[] prefix = Arrays.copyOf(address.getAddress(), four ? IPV4_BYTES : IPV6_BYTES);
    return Optional.of(new NetworkPrefix((four ? "4:" : "6:") + HexFormat.of().formatHex(prefix)));
  }
}
