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
public record ProviderRecord(
    Address provider,
    Address payout,
    ByteString peerId,
    List<ByteString> addresses,
    Amount bond,
    Amount reserved,
    long registeredHeight) {
  public ProviderRecord {
    addresses = List.copyOf(addresses);
  }

  /// What more collateral the bond can bear; 0 where it bears too much already.
  public Amount freeBond(Params params) {
    return Amount.of(params.freeBond(bond, reserved).max(BigInteger.ZERO));
  }
}
