package network.cairn.http.rpc.cairn;

import java.util.ArrayList;
import java.util.List;
import network.cairn.base.time.Scheduler;
import network.cairn.http.rpc.CommandError;
import network.cairn.http.rpc.Route;
import network.cairn.ledger.types.Profile;

/// All of Cairn's own commands.
public final class CairnCommands {
  private static final List<String> PATHS =
      List.of(
          "put",
          "put/quote",
          "put/resume",
          "status",
          "agreement/ls",
          "agreement/show",
          "agreement/terminate",
          "receipt/get",
          "wallet/address",
          "wallet/balance",
          "wallet/transfer",
          "ledger/status",
          "provider/status",
          "provider/register",
          "provider/bond/add",
          "provider/bond/withdraw",
          "provider/taking",
          "provider/terminate");

  private CairnCommands() {}

  /// The commands of a home that belongs to no network: they say so.
  public static List<Route> withoutNetwork() {
    return PATHS.stream()
        .map(path ->
            Route.of(
                    path,
                    (_, _) -> {
                      throw new CommandError(
                          "this home belongs to no network; make one with"
                              + " 'cairn init --network FILE', or set Ledger.Network");
                    })
                .any("argument")
                .withToken())
        .toList();
  }

  public static List<Route> routes(Economy economy, Scheduler scheduler) {
    Texts texts = new Texts(Profile.of(economy.network().chainId()));
    List<Route> all = new ArrayList<>();
    all.addAll(new MarketCommands(economy, texts, new Quotes(scheduler)).routes());
    all.addAll(new WalletCommands(economy, texts).routes());
    all.addAll(new ProviderCommands(economy, texts).routes());
    return all;
  }
}
