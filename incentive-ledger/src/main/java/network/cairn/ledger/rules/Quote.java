package network.cairn.ledger.rules;

import java.math.BigInteger;
import java.util.List;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Params;

/// What an agreement costs its client, exactly as the ledger will take it.
///
/// @param rate rent of one copy for one period, at the price
/// @param rent of all copies for the whole term; comes back for every period that is not proven
/// @param deposit comes back when the agreement closes
/// @param collateral C, that each provider must reserve
/// @param fee of the transaction that creates the agreement; burned
public record Quote(Amount rate, Amount rent, Amount deposit, Amount collateral, Amount fee) {

  /// The quote of a CreateAgreement at its ceiling.
  ///
  /// @param leafCount of the piece
  /// @param envelopeBytes of the signed transaction that carries nothing else
  /// @throws network.cairn.ledger.types.OutOfRange if some amount is above the supply
  public static Quote of(
      Params params, Msg.CreateAgreement create, long leafCount, int envelopeBytes) {
    BigInteger rate = Formulas.rate(params, create.ceiling().pebbles(), leafCount);
    long periods = (long) create.copies() * create.term();
    return new Quote(
        Amount.of(rate),
        Amount.of(rate.multiply(BigInteger.valueOf(periods))),
        Amount.of(Formulas.deposit(params, create.copies())),
        Amount.of(Formulas.collateral(params, rate, create.multiplier())),
        fee(params, List.of(create), envelopeBytes));
  }

  /// The fee of a transaction with these messages in an envelope of so many bytes. A ProveBatch
  /// pays nothing up front.
  public static Amount fee(Params params, List<Msg> msgs, int envelopeBytes) {
    return Amount.of(TxCheck.fee(params, msgs, envelopeBytes));
  }

  /// All that leaves the client's balance at once.
  public Amount total() {
    return rent.plus(deposit).plus(fee);
  }
}
