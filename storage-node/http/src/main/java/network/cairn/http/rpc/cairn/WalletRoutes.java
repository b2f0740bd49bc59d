package network.cairn.http.rpc.cairn;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import network.cairn.api.answer.WalletAddress;
import network.cairn.api.answer.WalletBalance;
import network.cairn.api.answer.WalletTransfer;
import network.cairn.api.table.LedgerTable;
import network.cairn.http.rpc.Call;
import network.cairn.http.rpc.CommandError;
import network.cairn.http.rpc.Reply;
import network.cairn.http.rpc.Route;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.client.Outcome;
import network.cairn.ledger.records.AccountRecord;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;

/// `wallet/…` and `ledger/status`.
final class WalletRoutes {
  private static final Duration SEEN = Duration.ofSeconds(30);

  private final LedgerServices ledger;
  private final Texts texts;

  WalletRoutes(LedgerServices ledger, Texts texts) {
    this.ledger = ledger;
    this.texts = texts;
  }

  List<Route> routes() {
    return List.of(
        Route.of(LedgerTable.ADDRESS, this::address),
        Route.of(LedgerTable.BALANCE, this::balance),
        Route.of(LedgerTable.TRANSFER, this::transfer),
        Route.of(LedgerTable.STATUS, this::ledger));
  }

  private void address(Call call, Reply reply) throws IOException {
    reply.value(new WalletAddress(texts.text(ledger.wallet()), texts.text(ledger.operator())));
  }

  private void balance(Call call, Reply reply) throws IOException {
    Address of = call.optional(0).map(texts::address).orElse(ledger.wallet());
    Head head = ledger.chain().head();
    Amount balance = head.state().account(of).map(AccountRecord::balance).orElse(Amount.ZERO);
    reply.value(new WalletBalance(texts.text(of), balance.decimal(), head.height()));
  }

  private void transfer(Call call, Reply reply) throws IOException, InterruptedException {
    Address to = texts.address(call.argument(0));
    Amount amount = Texts.amount(call.argument(1));
    Outcome outcome = ledger.payments().transfer(to, amount);
    if (!outcome.isDone()) {
      throw new CommandError("the ledger did not transfer: " + outcome.why());
    }
    // What is answered can be seen: a script that pays next finds what it just got.
    outcome.awaitSeen(ledger.chain(), SEEN);
    reply.value(new WalletTransfer(texts.text(to), amount.decimal(), outcome.height()));
  }

  private void ledger(Call call, Reply reply) throws IOException {
    reply.value(
        LedgerAnswers.of(ledger.chain().head(), ledger.network(), ledger.chain().clockAhead()));
  }
}
