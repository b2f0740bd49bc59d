package network.cairn.deals.market;

import java.util.List;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;

/// A provider that would take a piece, by its signed ask and its record on the ledger.
///
/// @param price pebbles per GiB and day
/// @param payout whom it pays to: two providers of one payout address never share an agreement
/// @param addresses from its record, without `/p2p`
public record Offer(
    Address provider, Address payout, PeerId peer, List<Multiaddr> addresses, Amount price) {
  public Offer {
    addresses = List.copyOf(addresses);
  }
}
