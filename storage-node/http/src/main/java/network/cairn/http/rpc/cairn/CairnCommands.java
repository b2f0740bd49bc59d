package network.cairn.http.rpc.cairn;

import java.util.ArrayList;
import java.util.List;
import network.cairn.api.Guard;
import network.cairn.api.table.Commands;
import network.cairn.base.time.Scheduler;
import network.cairn.http.rpc.Route;
import network.cairn.ledger.types.Profile;

/// All of Cairn's own commands.
public final class CairnCommands {
  private CairnCommands() {}

  /// The commands of a home that belongs to no network: they say so.
  public static List<Route> withoutNetwork() {
    return refusing(
        "this home belongs to no network; stop the daemon, join one with"
            + " 'cairn init --network FILE', and start again");
  }

  /// The commands of a node that has a network and keeps away from it.
  public static List<Route> offline() {
    return refusing("this daemon runs with --offline; start it without");
  }

  private static List<Route> refusing(String why) {
    return Commands.TABLE.atDoor().stream()
        .filter(command -> command.guard() == Guard.MONEY)
        .map(command -> Route.refusing(command, why))
        .toList();
  }

  public static List<Route> routes(LedgerServices ledger, Scheduler scheduler) {
    Texts texts = new Texts(Profile.of(ledger.network().chainId()));
    List<Route> all = new ArrayList<>();
    all.addAll(new MarketRoutes(ledger, texts, new Quotes(scheduler)).routes());
    all.addAll(new WalletRoutes(ledger, texts).routes());
    all.addAll(new ProviderRoutes(ledger, texts).routes());
    return all;
  }
}
