package network.cairn.deals.provider;

import java.math.BigInteger;
import java.util.List;
import network.cairn.base.units.Heights;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.records.SetRecord;
import network.cairn.ledger.rules.Quote;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Msg;

/// What leaving a set now would mean for its provider, as the rules have it (docs/protocol.md §5).
///
/// @param fee of the transaction, burned
/// @param lost collateral
/// @param back collateral that is free at once
/// @param paid rent of the open period where it is proven, before the ledger's fee
/// @param forgone rent of the periods that would still come
public record SetEnding(
    long set,
    long height,
    Heights heights,
    Amount fee,
    Amount lost,
    Amount back,
    Amount paid,
    Amount forgone) {
  private static final long LEAVING_PERCENT = 25;
  private static final long MOST_PERCENT = 60;

  /// @throws ProviderFailure if it is no live set of this provider
  static SetEnding now(Context context, long id) {
    Head head = context.chain().head();
    SetRecord set =
        head.state()
            .set(id)
            .filter(one -> one.provider().equals(context.sender().address()))
            .orElseThrow(() -> new ProviderFailure("this provider has no set " + id));
    if (!set.isLive()) {
      throw new ProviderFailure("set " + id + " has ended");
    }
    List<Msg> msgs = List.of(new Msg.TerminateSet(id));
    Amount fee = Quote.fee(head.state().params(), msgs, context.sender().envelopeBytes(msgs));
    return of(head.height(), head.heights(), set, fee);
  }

  private static SetEnding of(long height, Heights heights, SetRecord set, Amount fee) {
    BigInteger left = percent(set.collateral(), MOST_PERCENT).subtract(set.slashed().pebbles());
    Amount lost = Amount.of(percent(set.collateral(), LEAVING_PERCENT).min(left));
    long rest = set.endPeriod() - set.period() + (set.isProven() ? 0 : 1);
    return new SetEnding(
        set.id(),
        height,
        heights,
        fee,
        lost,
        set.collateral().minus(set.slashed()).minus(lost),
        set.isProven() ? set.rate() : Amount.ZERO,
        set.rate().times(rest));
  }

  private static BigInteger percent(Amount amount, long percent) {
    return amount.pebbles().multiply(BigInteger.valueOf(percent)).divide(BigInteger.valueOf(100));
  }
}
