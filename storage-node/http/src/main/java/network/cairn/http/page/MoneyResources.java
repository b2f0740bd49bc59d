package network.cairn.http.page;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import network.cairn.api.answer.LedgerServer;
import network.cairn.api.table.LedgerTable;
import network.cairn.api.table.MarketTable;
import network.cairn.api.table.ProviderTable;
import network.cairn.http.rpc.BadRequest;
import network.cairn.http.rpc.Json;
import network.cairn.http.rpc.cairn.LedgerAnswers;
import network.cairn.http.rpc.cairn.LedgerServices;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.records.AccountRecord;
import network.cairn.ledger.records.Pools;
import network.cairn.ledger.records.ProviderRecord;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Params;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What is told of a node that belongs to a network, to those who show the home's token.
final class MoneyResources {
  private static final int MOST_LISTED = 1_000;

  private static final long LAST_ID = (1L << 53) - 1;

  /// Each is a read that is proved.
  private static final int MOST_BONDS = 100;

  private final LedgerServices ledger;

  MoneyResources(LedgerServices ledger) {
    this.ledger = ledger;
  }

  Map<String, Resource.Place> all() {
    Map<String, Resource.Place> all = new TreeMap<>();
    all.put("wallet", guarded(MoneyResources::wallet));
    all.put("agreements", guarded(MoneyResources::agreements));
    all.put("agreement", guarded(MoneyResources::agreement));
    all.put("providers", guarded(MoneyResources::providers));
    all.put("ledger", guarded(this::ledger));
    all.put("transactions", guarded(new Transactions(ledger)::answer));
    all.put("provider", guarded(asked -> asked.one(ProviderTable.STATUS)));
    return all;
  }

  private static Resource.Place guarded(Resource resource) {
    return new Resource.Place(resource, true);
  }

  private static JsonNode wallet(Asked asked) throws IOException, InterruptedException {
    ObjectNode out = Json.object();
    out.set("Addresses", asked.one(LedgerTable.ADDRESS));
    out.set("Balance", asked.one(LedgerTable.BALANCE));
    return out;
  }

  private static JsonNode agreements(Asked asked) throws IOException, InterruptedException {
    long count = asked.number("count", 1, MOST_LISTED, 100);
    long before = asked.number("before", 1, LAST_ID, LAST_ID);
    Map<String, String> options =
        Map.of("count", Long.toString(count), "before", Long.toString(before));
    return listed(
        "Agreements", asked.all(MarketTable.AGREEMENT_LS, List.of(), options, MOST_LISTED));
  }

  private static JsonNode agreement(Asked asked) throws IOException, InterruptedException {
    if (asked.text("id").isEmpty()) {
      throw new BadRequest("id is missing: the number of an agreement");
    }
    return asked.one(MarketTable.AGREEMENT_SHOW, List.of(asked.text("id")), Map.of());
  }

  private static JsonNode providers(Asked asked) throws IOException, InterruptedException {
    int count = (int) asked.number("count", 1, MOST_LISTED, 100);
    return listed("Providers", asked.all(MarketTable.PROVIDERS, List.of(), Map.of(), count));
  }

  private static JsonNode listed(String name, List<JsonNode> all) {
    ArrayNode array = Json.array();
    all.forEach(array::add);
    ObjectNode out = Json.object();
    out.set(name, array);
    return out;
  }

  private JsonNode ledger(Asked asked) throws IOException, InterruptedException {
    ObjectNode out = Json.object();
    out.set("Status", asked.one(LedgerTable.STATUS));
    out.set("Server", server());
    Head head = ledger.chain().head();
    LedgerView state = head.state();
    Params params = state.params();
    out.put("BlockMillis", params.blockIntervalMs());
    out.put("PeriodMillis", params.period() * params.blockIntervalMs());
    Pools pools = state.pools();
    out.put("Supply", pools.supply().decimal());
    out.put("Burned", pools.burned().decimal());
    out.put("RepairFund", pools.repairFund().decimal());
    out.put("Treasury", treasury(state).decimal());
    out.put("Bonds", bonds(state).decimal());
    out.put("Agreements", state.counters().agreement());
    out.put("Sets", state.counters().set());
    return out;
  }

  private static Amount treasury(LedgerView state) {
    return state
        .treasury()
        .flatMap(record -> state.account(record.address()))
        .map(AccountRecord::balance)
        .orElse(Amount.ZERO);
  }

  /// Of the providers that are listed, which may not be all.
  private Amount bonds(LedgerView state) {
    return ledger.chain().providers(MOST_BONDS).stream()
        .flatMap(provider -> state.provider(provider).stream())
        .map(ProviderRecord::bond)
        .reduce(Amount.ZERO, Amount::plus);
  }

  /// Null where the server says nothing of itself or does not answer.
  private JsonNode server() {
    try {
      return ledger
          .report()
          .now()
          .map(LedgerAnswers::of)
          .map(LedgerServer::json)
          .map(Json::parse)
          .orElseGet(() -> Json.object().nullNode());
    } catch (LedgerUnavailable _) {
      return Json.object().nullNode();
    }
  }
}
