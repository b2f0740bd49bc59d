package network.cairn.deals.market;

import java.util.List;
import network.cairn.base.units.Heights;
import network.cairn.ipld.cid.Cid;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Msg;

/// What an agreement costs, exactly as the ledger will take it, before anything is paid.
///
/// @param pieceBytes size of the piece, a CARv1
/// @param create the message that would be sent
/// @param chosen one provider per copy, in order of slots
/// @param spare providers within the ceiling that were not chosen, best first
/// @param rate rent of one copy for one period at the ceiling
/// @param rent of all copies for the whole term at the ceiling; lower prices and unproven periods
///   come back
/// @param deposit comes back when the agreement closes
/// @param fee burned
/// @param collateral that each provider locks
/// @param total all that leaves the balance at once
/// @param periodMillis length of a period
/// @param validUntil last height at which this quote can be paid
/// @param heights what heights are in time, from the one that was quoted at
public record PutQuote(
    Cid root,
    PieceCid piece,
    long pieceBytes,
    Msg.CreateAgreement create,
    List<Offer> chosen,
    List<Offer> spare,
    Amount rate,
    Amount rent,
    Amount deposit,
    Amount fee,
    Amount collateral,
    Amount total,
    long periodMillis,
    long validUntil,
    Heights heights) {
  public PutQuote {
    chosen = List.copyOf(chosen);
    spare = List.copyOf(spare);
  }

  public int copies() {
    return create.copies();
  }

  /// About when the term ends: if every copy is placed at once.
  public long endHeight() {
    return heights.height() + term() * (periodMillis / heights.block().toMillis());
  }

  /// Periods.
  public int term() {
    return create.term();
  }

  /// Highest price, pebbles per GiB and day.
  public Amount ceiling() {
    return create.ceiling();
  }
}
