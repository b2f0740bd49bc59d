package network.cairn.libp2p.multiaddr;

import java.net.InetAddress;
import java.util.List;

/// All addresses of a network, written `/ip4/10.0.0.0/ipcidr/8` or `/ip6/fc00::/ipcidr/7`.
/// Immutable.
public final class AddressRange {
  private final byte[] network;
  private final int bits;

  private AddressRange(byte[] network, int bits) {
    this.network = network;
    this.bits = bits;
  }

  /// @throws InvalidMultiaddr if it is no IP address with `/ipcidr` and a length that fits it
  public static AddressRange parse(String text) {
    Multiaddr address = Multiaddr.parse(text);
    List<Component> parts = address.components();
    if (parts.size() != 2
        || address.ip().isEmpty()
        || parts.getLast().protocol() != Protocol.IPCIDR) {
      throw new InvalidMultiaddr(
          "'" + text + "' is no range of addresses, such as /ip4/10.0.0.0/ipcidr/8");
    }
    byte[] network = parts.getFirst().valueBytes();
    int bits = Integer.parseInt(parts.getLast().value());
    if (bits > network.length * Byte.SIZE) {
      throw new InvalidMultiaddr(
          "'" + text + "' names " + bits + " bits of an address of " + network.length * Byte.SIZE);
    }
    return new AddressRange(network, bits);
  }

  /// Whether an address lies in the range. An IPv4 address and its form in IPv6 are the same.
  public boolean contains(InetAddress address) {
    byte[] ip = address.getAddress();
    if (ip.length != network.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % Byte.SIZE);
      if ((ip[bit / Byte.SIZE] & mask) != (network[bit / Byte.SIZE] & mask)) {
        return false;
      }
    }
    return true;
  }

  /// Whether an address begins with an IP address of the range.
  public boolean contains(Multiaddr address) {
    return address.ip().map(this::contains).orElse(false);
  }
}
