package network.cairn.http.rpc.cairn;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import network.cairn.api.table.LedgerTable;
import network.cairn.http.rpc.Call;
import network.cairn.http.rpc.CommandError;
import network.cairn.http.rpc.Json;
import network.cairn.http.rpc.Reply;
import network.cairn.http.rpc.Route;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.client.Outcome;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.proto.ledger.AccountRecord;
import network.cairn.proto.ledger.BeaconRecord;

/// `wallet/…` and `ledger/status`.
final class WalletRoutes {
  private final Economy economy;
  private final Texts texts;

  WalletRoutes(Economy economy, Texts texts) {
    this.economy = economy;
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
    reply.value(
        Json.object()
            .put("Address", texts.text(economy.wallet()))
            .put("Operator", texts.text(economy.operator())));
  }

  private void balance(Call call, Reply reply) throws IOException {
    Address of = call.optional(0).map(texts::address).orElse(economy.wallet());
    Head head = economy.chain().head();
    Amount balance =
        head.state()
            .account(of)
            .map(AccountRecord::getBalance)
            .map(Amount::decode)
            .orElse(Amount.ZERO);
    reply.value(
        Json.object()
            .put("Address", texts.text(of))
            .put("Balance", balance.toString())
            .put("Height", head.height()));
  }

  private void transfer(Call call, Reply reply) throws IOException, InterruptedException {
    Address to = texts.address(call.argument(0));
    Amount amount = Texts.amount(call.argument(1));
    Outcome outcome = economy.payments().transfer(to, amount);
    if (!outcome.isDone()) {
      throw new CommandError(
          "the ledger did not transfer: " + outcome.reason() + " " + outcome.detail());
    }
    reply.value(
        Json.object()
            .put("To", texts.text(to))
            .put("Amount", amount.toString())
            .put("Height", outcome.height()));
  }

  private void ledger(Call call, Reply reply) throws IOException {
    Head head = economy.chain().head();
    String time = head.state().beacon(head.height()).map(WalletRoutes::time).orElse("");
    reply.value(
        Json.object()
            .put("ChainId", economy.network().chainId())
            .put("Height", head.height())
            .put(
                "GenesisHash",
                HexFormat.of().formatHex(economy.network().genesisHash().toByteArray()))
            .put("Time", time)
            .put("Url", economy.network().ledgerUrl().toString()));
  }

  private static String time(BeaconRecord record) {
    long nanos = record.getTimeNs();
    return java.time.Instant.ofEpochSecond(
            Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L))
        .toString();
  }
}
