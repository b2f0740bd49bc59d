package network.cairn.app.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import network.cairn.api.answer.LedgerAnswer;
import network.cairn.api.answer.LedgerServer;
import network.cairn.base.time.RealScheduler;
import network.cairn.cli.LedgerText;
import network.cairn.cli.Role;
import network.cairn.cli.Terminal;
import network.cairn.http.rpc.cairn.LedgerAnswers;
import network.cairn.ledger.api.Divergence;
import network.cairn.ledger.api.HeadStore;
import network.cairn.ledger.api.LedgerClient;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.api.RemoteLedger;
import network.cairn.ledger.api.UntrustedAnswer;
import network.cairn.ledger.client.ClientChain;
import network.cairn.ledger.client.HeadFile;
import network.cairn.ledger.genesis.HomeAtRest;
import network.cairn.ledger.genesis.LedgerHome;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.store.config.Config;

/// Shows a ledger without a daemon: proved, from its door, or where its log ends if it does not
/// run.
final class LedgerStatusRole {
  private LedgerStatusRole() {}

  /// Of the ledger's home that is named; else of the network that the node's home belongs to; else
  /// of the usual ledger's home.
  ///
  /// @throws StartFailed if there is none of these, or it neither answers nor can be looked at
  static int show(Role.LedgerStatus role, Terminal terminal) throws IOException {
    Optional<NetworkFile> network =
        role.folder().isEmpty() && Config.exists(role.home())
            ? LedgerSide.network(role.home(), Config.load(role.home()))
            : Optional.empty();
    Seen seen;
    if (network.isPresent()) {
      HeadStore heads = ofHome(role.home(), network.get());
      seen = asked(network.get(), RemoteLedger.over(network.get(), InstantSource.system(), heads));
    } else {
      Path folder = role.folder().orElse(role.usual());
      if (role.folder().isEmpty() && !Files.exists(folder.resolve("genesis"))) {
        throw new StartFailed(
            "no daemon runs, "
                + role.home()
                + " belongs to no network, and there is no ledger's home "
                + folder
                + "; name one with --home, or start the daemon of a home that belongs to a"
                + " network");
      }
      seen = ofLedger(folder, terminal);
    }
    LedgerText.print(seen.ledger(), seen.server(), role.json(), terminal.out());
    return 0;
  }

  /// A ledger and what a server says of itself, if one answers.
  private record Seen(LedgerAnswer ledger, Optional<LedgerServer> server) {}

  private static Seen ofLedger(Path folder, Terminal terminal) {
    LedgerHome home = LedgerHome.open(folder);
    // A folder with the treasury alone is no validator's: the chain runs elsewhere.
    Optional<HomeAtRest> rest =
        Files.exists(folder.resolve("keystore").resolve("validator"))
            ? home.rest()
            : Optional.empty();
    if (rest.isEmpty()) {
      return asked(home.network(), HomeLedger.client(home));
    }
    terminal
        .err()
        .println("this ledger does not run; its log ends so. " + going(rest.get(), folder));
    return new Seen(
        new LedgerAnswer(
            home.network().chainId(),
            rest.get().height(),
            HexFormat.of().formatHex(home.genesis().hash()),
            rest.get().time().toString(),
            home.network().ledgerUrl().toString(),
            0),
        Optional.empty());
  }

  private static String going(HomeAtRest rest, Path folder) {
    return switch (rest.going()) {
      case EMBEDDED -> "Start it with: cairn ledger start --home " + folder;
      case COMETBFT -> "Start it with: cairn ledger start --engine cometbft --home " + folder;
      case ELSEWHERE ->
          "This chain was moved: after height "
              + rest.height()
              + " other validators make its blocks; start the homes that 'cairn ledger migrate'"
              + " made";
    };
  }

  private static Seen asked(NetworkFile network, LedgerClient ledger) {
    try (LedgerClient client = ledger) {
      client.status(); // Who does not answer at all is not waited for.
      ClientChain chain = ClientChain.of(client, network.chainRef(), new RealScheduler());
      return new Seen(
          LedgerAnswers.of(chain.head(), network, chain.clockAhead()),
          client.report().map(LedgerAnswers::of));
    } catch (LedgerUnavailable | UntrustedAnswer e) {
      throw new StartFailed(String.valueOf(e.getMessage()), e);
    }
  }

  /// What a home has seen counts, and is not changed: its daemon may be writing it.
  static HeadStore ofHome(Path home, NetworkFile network) {
    HeadFile file = HeadFile.of(home, network.chainId(), network.chainRef());
    return new HeadStore() {
      @Override
      public Optional<Kept> load() {
        return file.load();
      }

      @Override
      public void save(Kept head) {}

      @Override
      public String cure() {
        return file.cure();
      }

      @Override
      public Optional<Divergence> divergence() {
        return file.divergence();
      }

      @Override
      public String evidenceCure() {
        return file.divergence().isPresent() ? file.evidenceCure() : "run this again";
      }
    };
  }
}
