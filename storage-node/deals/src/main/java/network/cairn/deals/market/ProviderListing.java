package network.cairn.deals.market;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.records.ProviderRecord;
import network.cairn.ledger.records.SetRecord;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Ask;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;

/// A provider as a client looks for one: what the ledger proves of it, and what it offers now by an
/// ask of its own.
///
/// @param peer empty if its record names none that can be read
/// @param free collateral that it can take more: bond that is free, and for which it is vetted
/// @param sets live ones that were looked at, with periods proven and not proven in all of them
/// @param promises what became of all that it promised since it registered, as the ledger counts;
///   all 0 on a chain that does not count
/// @param ask empty if it offers nothing now
/// @param problem why it offers nothing; empty if it does
public record ProviderListing(
    Address provider,
    Optional<PeerId> peer,
    List<Multiaddr> addresses,
    Amount bond,
    Amount free,
    long registeredHeight,
    long sets,
    long proven,
    long unproven,
    ProviderRecord.Promises promises,
    Optional<Ask> ask,
    String problem) {
  public ProviderListing {
    addresses = List.copyOf(addresses);
  }

  static ProviderListing of(Head head, ProviderRecord record, List<SetRecord> sets) {
    Optional<PeerId> peer;
    try {
      peer = Optional.of(Asking.peer(record));
    } catch (IOException e) {
      peer = Optional.empty();
    }
    return new ProviderListing(
        record.provider(),
        peer,
        Asking.addresses(record),
        record.bond(),
        record.bearable(head.state().params()),
        record.registeredHeight(),
        sets.size(),
        sets.stream().mapToLong(SetRecord::proven).sum(),
        sets.stream().mapToLong(SetRecord::unproven).sum(),
        record.promises(),
        Optional.empty(),
        "");
  }

  ProviderListing with(Ask offered) {
    return with(Optional.of(offered), "");
  }

  ProviderListing without(String why) {
    return with(Optional.empty(), why);
  }

  private ProviderListing with(Optional<Ask> offered, String why) {
    return new ProviderListing(
        provider,
        peer,
        addresses,
        bond,
        free,
        registeredHeight,
        sets,
        proven,
        unproven,
        promises,
        offered,
        why);
  }
}
