package network.cairn.ledger.records;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.List;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Params;

/// A provider and its bond (docs/protocol.md §3).
///
/// @param provider the operator's address
/// @param payout where it is paid
/// @param addresses where its peer is reached, as bytes of multiaddrs
/// @param reserved of the bond, for sets and repairs
/// @param earned collateral that its kept periods let it reserve above the base; 0 where the chain
///   does not vet
/// @param promises since it registered; all 0 where the chain does not count them
public record ProviderRecord(
    Address provider,
    Address payout,
    ByteString peerId,
    List<ByteString> addresses,
    Amount bond,
    Amount reserved,
    long registeredHeight,
    Promises promises,
    Amount earned) {
  public ProviderRecord {
    addresses = List.copyOf(addresses);
  }

  /// What became of what it promised (docs/protocol.md §5 and §17).
  ///
  /// @param kept periods proven and paid
  /// @param missed periods counted as missed
  /// @param failed sets that failed
  /// @param left sets that it left
  public record Promises(long kept, long missed, long failed, long left) {}

  /// What of the bond is neither reserved nor the least; 0 where it bears too much already.
  public Amount freeBond(Params params) {
    return Amount.of(params.freeBond(bond, reserved));
  }

  /// What more collateral it may take: as much as its bond can bear, and as it is vetted for.
  public Amount bearable(Params params) {
    BigInteger free = params.freeBond(bond, reserved);
    return Amount.of(
        params.vetting().map(ramp -> ramp.left(earned, reserved).min(free)).orElse(free));
  }
}
