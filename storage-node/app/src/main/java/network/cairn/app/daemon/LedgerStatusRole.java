package network.cairn.app.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import network.cairn.api.answer.LedgerAnswer;
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
    LedgerAnswer answer;
    if (network.isPresent()) {
      answer = asked(network.get(), ofHome(role.home(), network.get()));
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
      answer = ofLedger(folder, terminal);
    }
    LedgerText.print(answer, role.json(), terminal.out());
    return 0;
  }

  private static LedgerAnswer ofLedger(Path folder, Terminal terminal) {
    LedgerHome home = LedgerHome.open(folder);
    Optional<LedgerHome.Rest> rest = home.rest();
    if (rest.isEmpty()) {
      return asked(home.network(), HeadStore.none());
    }
    terminal
        .err()
        .println(
            "this ledger does not run; its log ends so. Start it with: cairn ledger start --home "
                + folder);
    return new LedgerAnswer(
        home.network().chainId(),
        rest.get().height(),
        HexFormat.of().formatHex(home.genesis().hash()),
        rest.get().time().toString(),
        home.network().ledgerUrl().toString(),
        0);
  }

  private static LedgerAnswer asked(NetworkFile network, HeadStore heads) {
    try (LedgerClient client = RemoteLedger.over(network, InstantSource.system(), heads)) {
      client.status(); // Who does not answer at all is not waited for.
      ClientChain chain = ClientChain.of(client, network.chainRef(), new RealScheduler());
      return LedgerAnswers.of(chain.head(), network, chain.clockAhead());
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
