package network.cairn.http.rpc.cairn;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import network.cairn.api.answer.BondChange;
import network.cairn.api.answer.DealsTaken;
import network.cairn.api.answer.SetLeft;
import network.cairn.api.table.ProviderTable;
import network.cairn.deals.provider.Provider;
import network.cairn.deals.provider.ProviderStatus;
import network.cairn.http.rpc.BadRequest;
import network.cairn.http.rpc.Call;
import network.cairn.http.rpc.CommandError;
import network.cairn.http.rpc.Reply;
import network.cairn.http.rpc.Route;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;

/// `provider/…`.
final class ProviderRoutes {
  private final LedgerServices ledger;
  private final Texts texts;
  private final Shapes shapes;

  ProviderRoutes(LedgerServices ledger, Texts texts) {
    this.ledger = ledger;
    this.texts = texts;
    this.shapes = new Shapes(texts);
  }

  List<Route> routes() {
    return List.of(
        Route.of(ProviderTable.STATUS, this::status),
        Route.of(ProviderTable.REGISTER, this::register),
        Route.of(ProviderTable.BOND_ADD, this::add),
        Route.of(ProviderTable.BOND_WITHDRAW, this::withdraw),
        Route.of(ProviderTable.TAKING, this::taking),
        Route.of(ProviderTable.LEAVE, this::leave),
        Route.of(ProviderTable.ENDING, this::ending),
        Route.of(ProviderTable.TERMINATE, this::terminate));
  }

  private Provider provider() {
    return ledger
        .provider()
        .orElseThrow(() ->
            new CommandError(
                "this daemon does not have the provider's role; run 'cairn provider start'"));
  }

  private void status(Call call, Reply reply) throws IOException {
    reply.value(shapes.provider(provider().status()));
  }

  private void register(Call call, Reply reply) throws IOException, InterruptedException {
    Provider provider = provider();
    Amount bond =
        call.text("bond")
            .map(Texts::amount)
            .orElseGet(() -> ledger.chain().head().state().params().minBond());
    Address payout = call.text("payout").map(texts::address).orElse(ledger.payout());
    provider.register(bond, payout, ledger.addresses().announced());
    reply.value(shapes.provider(provider.status()));
  }

  private void add(Call call, Reply reply) throws IOException, InterruptedException {
    Amount amount = Texts.amount(call.argument(0));
    provider().addBond(amount);
    reply.value(new BondChange(amount.decimal(), 0, 0, ""));
  }

  private void withdraw(Call call, Reply reply) throws IOException, InterruptedException {
    Optional<Amount> amount = call.optional(0).map(Texts::amount);
    if (amount.isPresent() == call.flag("all")) {
      throw new BadRequest("say how much, or --all");
    }
    Provider provider = provider();
    ProviderStatus.Unbonding unbonding = provider.withdrawBond(amount);
    reply.value(
        new BondChange(
            unbonding.amount().decimal(),
            unbonding.id(),
            unbonding.dueHeight(),
            date(provider, unbonding.dueHeight())));
  }

  /// Empty where the ledger does not answer: what is withdrawn is withdrawn.
  private static String date(Provider provider, long height) {
    try {
      return Shapes.date(provider.status().ledger().millisOf(height));
    } catch (LedgerUnavailable _) {
      return "";
    }
  }

  private void leave(Call call, Reply reply) throws IOException {
    Provider provider = provider();
    provider.leave();
    reply.value(shapes.provider(provider.status()));
  }

  private void taking(Call call, Reply reply) throws IOException {
    boolean taking =
        switch (call.argument(0)) {
          case "true" -> true;
          case "false" -> false;
          default -> throw new BadRequest("taking is true or false, not " + call.argument(0));
        };
    provider().taking(taking);
    reply.value(new DealsTaken(taking));
  }

  private void ending(Call call, Reply reply) throws IOException {
    reply.value(Shapes.ending(provider().ending(Texts.id(call.argument(0)))));
  }

  private void terminate(Call call, Reply reply) throws IOException, InterruptedException {
    long set = Texts.id(call.argument(0));
    provider().terminate(set);
    reply.value(new SetLeft(set));
  }
}
