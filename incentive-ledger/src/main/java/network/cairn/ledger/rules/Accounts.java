package network.cairn.ledger.rules;

import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Msg;
import network.cairn.proto.ledger.EventKind;

/// Transfers (docs/protocol.md §2).
final class Accounts {
  private Accounts() {}

  static void transfer(Draft draft, Address payer, Msg.Transfer transfer) {
    draft.ensureAccount(transfer.to(), payer);
    draft.debit(payer, transfer.amount().pebbles());
    draft.credit(transfer.to().bytes(), transfer.amount().pebbles());
    draft.event(
        EventKind.TRANSFERRED,
        event ->
            event
                .setAccount(payer.bytes())
                .setOther(transfer.to().bytes())
                .setAmount(transfer.amount().encode()));
  }
}
