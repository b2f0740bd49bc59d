package network.cairn.ledger.engine;

import java.net.InetAddress;
import java.util.Optional;
import network.cairn.base.net.AddressPrefix;

/// Who handed a transaction in, as far as the door can tell: a network of addresses, or this
/// process.
///
/// @param network empty for this process
public record Submitter(Optional<String> network) {
  private static final Submitter LOCAL = new Submitter(Optional.empty());

  /// This process itself.
  public static Submitter local() {
    return LOCAL;
  }

  /// The /24 of an IPv4 address, the /56 of an IPv6 one: what one customer of a provider has.
  public static Submitter of(InetAddress address) {
    return new Submitter(Optional.of(AddressPrefix.customer(address).text()));
  }

  /// As [#of(InetAddress)] for an address in text, as a door knows it. Looks no name up: what is no
  /// literal address stands for itself.
  public static Submitter of(String address) {
    try {
      return of(InetAddress.ofLiteral(address));
    } catch (IllegalArgumentException _) {
      return new Submitter(Optional.of(address));
    }
  }
}
