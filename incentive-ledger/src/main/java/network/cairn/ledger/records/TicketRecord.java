package network.cairn.ledger.records;

import com.google.protobuf.ByteString;
import java.util.Optional;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;

/// A ticket: a copy to be repaired (docs/protocol.md §6).
///
/// @param id of the set that ended
/// @param piece exact bytes of the piece CID v2
/// @param pot bounty for the repairer
/// @param escrow rent of the periods that are left
/// @param expiryHeight end of the old set
/// @param rate rent of a period
/// @param reservedBy who repairs it
/// @param seedHeight h' of the reservation, otherwise 0
/// @param terms its agreement's
public record TicketRecord(
    long id,
    long agreement,
    int slot,
    ByteString piece,
    Amount pot,
    Amount escrow,
    long expiryHeight,
    Amount rate,
    Amount collateral,
    long openedHeight,
    Optional<Address> reservedBy,
    long seedHeight,
    long terms) {
  public boolean isReservedBy(Address provider) {
    return reservedBy.filter(provider::equals).isPresent();
  }
}
