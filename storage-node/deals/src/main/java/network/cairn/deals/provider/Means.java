package network.cairn.deals.provider;

import java.util.EnumSet;
import java.util.Set;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.client.Outcome;
import network.cairn.ledger.records.AccountRecord;
import network.cairn.ledger.rules.Reason;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.wallet.Amounts;

/// What the operator's account can pay. A newcomer has nothing, and is told what to do before the
/// ledger takes a fee for its refusal.
final class Means {
  private static final Set<Reason> POOR =
      EnumSet.of(Reason.FEE_NOT_COVERED, Reason.INSUFFICIENT_FUNDS);

  private final Context context;

  Means(Context context) {
    this.context = context;
  }

  /// @param bond that is to leave the account
  /// @throws ProviderFailure if there is less
  void require(Amount bond) {
    Head head = context.chain().head();
    if (head.next().funds(context.sender().address(), bond).isPresent()) {
      throw poor(head, Amounts.text(bond) + " of bond are wanted");
    }
  }

  /// @throws ProviderFailure if the account did not cover what a transaction takes from it
  void require(Outcome outcome) {
    if (POOR.contains(outcome.reason())) {
      throw poor(context.chain().head(), "that does not cover what is to be paid with the fee");
    }
  }

  private ProviderFailure poor(Head head, String need) {
    Amount balance =
        head.state()
            .account(context.sender().address())
            .map(AccountRecord::balance)
            .orElse(Amount.ZERO);
    return new ProviderFailure(
        "the operator's account has "
            + Amounts.text(balance)
            + ", and "
            + need
            + "; 'cairn provider status' shows the account: have the bond and a little for fees"
            + " sent to it, with 'cairn wallet transfer ACCOUNT AMOUNT' from a node that has money"
            + " or by who runs the ledger, then try again");
  }
}
