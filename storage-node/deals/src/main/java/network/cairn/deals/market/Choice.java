package network.cairn.deals.market;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import network.cairn.ledger.types.Address;
import network.cairn.libp2p.multiaddr.Multiaddr;

/// Chooses providers: the cheapest, never two of one operator or payout address, and among equal
/// prices from networks that are not used yet (docs/protocol.md §8). Pure.
final class Choice {
  private Choice() {}

  /// Chosen first, in order of slots, then the rest.
  record Ranking(List<Offer> chosen, List<Offer> spare) {}

  /// @param offers in the order that decides between equals
  static Ranking rank(List<Offer> offers, int copies) {
    List<Offer> left = new ArrayList<>(offers);
    left.sort((a, b) -> a.price().compareTo(b.price()));
    List<Offer> chosen = new ArrayList<>();
    Set<Address> payouts = new HashSet<>();
    Set<String> networks = new HashSet<>();
    while (chosen.size() < copies) {
      Optional<Offer> next = next(left, payouts, networks);
      if (next.isEmpty()) {
        break;
      }
      chosen.add(next.get());
      left.remove(next.get());
      payouts.add(next.get().payout());
      networks.addAll(networks(next.get()));
    }
    return new Ranking(chosen, left);
  }

  private static Optional<Offer> next(
      List<Offer> left, Set<Address> payouts, Set<String> networks) {
    List<Offer> allowed = left.stream().filter(offer -> !payouts.contains(offer.payout())).toList();
    if (allowed.isEmpty()) {
      return Optional.empty();
    }
    Offer cheapest = allowed.getFirst();
    return allowed.stream()
        .filter(offer -> offer.price().equals(cheapest.price()))
        .filter(offer -> networks(offer).stream().noneMatch(networks::contains))
        .findFirst()
        .or(() -> Optional.of(cheapest));
  }

  /// The /24 (IPv4) and /48 (IPv6) networks of an offer; loopback is none.
  private static Set<String> networks(Offer offer) {
    Set<String> networks = new HashSet<>();
    for (Multiaddr address : offer.addresses()) {
      address
          .ip()
          .filter(ip -> !ip.isLoopbackAddress())
          .map(InetAddress::getAddress)
          .map(bytes -> Arrays.copyOf(bytes, bytes.length == 4 ? 3 : 6))
          .map(HexFormat.of()::formatHex)
          .ifPresent(networks::add);
    }
    return networks;
  }
}
