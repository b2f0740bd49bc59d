package network.cairn.ledger.rules;

import java.math.BigInteger;
import java.util.List;
import network.cairn.ledger.proof.InvalidPieceCid;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Order;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Sig;

/// The most that a message can take of what is scarce, whatever the state: an upper bound for who
/// reserves before it executes.
final class Demand {
  private Demand() {}

  /// Pebbles out of the payer's balance, the transaction's fee aside.
  static BigInteger outflow(Params params, List<Msg> msgs) {
    BigInteger sum = BigInteger.ZERO;
    for (Msg msg : msgs) {
      sum = sum.add(outflow(params, msg));
    }
    return sum.min(Amount.SUPPLY.pebbles());
  }

  private static BigInteger outflow(Params params, Msg msg) {
    BigInteger account = params.newAccountFee().pebbles();
    return switch (msg) {
      case Msg.Transfer transfer -> transfer.amount().pebbles().add(account);
      case Msg.RegisterProvider register -> register.bond().pebbles().add(account);
      case Msg.UpdateProvider update -> update.payout().isPresent() ? account : BigInteger.ZERO;
      case Msg.BondAdd add -> add.amount().pebbles();
      case Msg.CreateAgreement create -> escrow(params, create);
      case Msg.BondStake bond ->
          bond.amount().pebbles().add(bond.keys().isPresent() ? account : BigInteger.ZERO);
      case Msg.ChangeKeys change -> change.vote().isPresent() ? account : BigInteger.ZERO;
      case Msg.Propose _ ->
          params.governance().map(how -> how.deposit().pebbles()).orElse(BigInteger.ZERO);
      case Msg.TreasuryOrder(Order order, List<Sig> _) ->
          order.act() instanceof Order.Pay(List<Order.Payment> list)
              ? account.multiply(BigInteger.valueOf(list.size()))
              : BigInteger.ZERO;
      case Msg.BondWithdraw _,
          Msg.OpenSet _,
          Msg.ProveBatch _,
          Msg.TerminateAgreement _,
          Msg.TerminateSet _,
          Msg.ReserveRepair _,
          Msg.CompleteRepair _,
          Msg.UnbondStake _,
          Msg.Unjail _,
          Msg.Vote _,
          Msg.Malformed _ ->
          BigInteger.ZERO;
    };
  }

  private static BigInteger escrow(Params params, Msg.CreateAgreement create) {
    try {
      long leaves = PieceCid.decode(create.piece().toByteArray()).leafCount();
      return Formulas.rate(params, create.ceiling().pebbles(), leaves)
          .multiply(BigInteger.valueOf((long) create.term() * create.copies()))
          .add(Formulas.deposit(params, create.copies()));
    } catch (InvalidPieceCid _) {
      return BigInteger.ZERO;
    }
  }

  /// Whether the message may take from the payer's free bond, which proof fees come out of too.
  static boolean takesBond(Msg msg) {
    return switch (msg) {
      case Msg.BondWithdraw _, Msg.OpenSet _, Msg.ReserveRepair _ -> true;
      case Msg.Transfer _,
          Msg.RegisterProvider _,
          Msg.UpdateProvider _,
          Msg.BondAdd _,
          Msg.CreateAgreement _,
          Msg.ProveBatch _,
          Msg.TerminateAgreement _,
          Msg.TerminateSet _,
          Msg.CompleteRepair _,
          Msg.BondStake _,
          Msg.UnbondStake _,
          Msg.ChangeKeys _,
          Msg.Unjail _,
          Msg.Vote _,
          Msg.Propose _,
          Msg.TreasuryOrder _,
          Msg.Malformed _ ->
          false;
    };
  }

  /// Calendar entries of kinds 2 to 7. A provider that leaves opens a ticket, and that may close
  /// the agreement.
  static int calendarEntries(Msg msg) {
    return switch (msg) {
      case Msg.CreateAgreement _,
          Msg.BondWithdraw _,
          Msg.ReserveRepair _,
          Msg.UnbondStake _,
          Msg.TerminateAgreement _ ->
          1;
      case Msg.TerminateSet _ -> 2;
      case Msg.Transfer _,
          Msg.RegisterProvider _,
          Msg.UpdateProvider _,
          Msg.BondAdd _,
          Msg.OpenSet _,
          Msg.ProveBatch _,
          Msg.CompleteRepair _,
          Msg.BondStake _,
          Msg.ChangeKeys _,
          Msg.Unjail _,
          Msg.Vote _,
          Msg.Propose _,
          Msg.TreasuryOrder _,
          Msg.Malformed _ ->
          0;
    };
  }

  /// Sets that it opens, whose deadlines need room.
  static int openings(Msg msg) {
    return msg instanceof Msg.OpenSet || msg instanceof Msg.CompleteRepair ? 1 : 0;
  }
}
