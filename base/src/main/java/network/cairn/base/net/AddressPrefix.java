package network.cairn.base.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/// The first bytes of an address: equal for all addresses that one party may have at will, so that
/// a bound by prefix is not escaped by taking another address.
///
/// @param text `4:` or `6:` and the bytes in hex; for maps and logs
public record AddressPrefix(String text) {
  private static final int CUSTOMER_IPV4 = 3;
  private static final int CUSTOMER_IPV6 = 7;

  /// What one customer of an access provider may have: an IPv4 /24, an IPv6 /56.
  public static AddressPrefix customer(InetAddress ip) {
    return of(ip, CUSTOMER_IPV4, CUSTOMER_IPV6);
  }

  /// As many bytes as are given for the address's family.
  public static AddressPrefix of(InetAddress ip, int bytesOfIpv4, int bytesOfIpv6) {
    boolean four = ip instanceof Inet4Address;
    byte[] prefix = Arrays.copyOf(ip.getAddress(), four ? bytesOfIpv4 : bytesOfIpv6);
    return new AddressPrefix((four ? "4:" : "6:") + HexFormat.of().formatHex(prefix));
  }
}
