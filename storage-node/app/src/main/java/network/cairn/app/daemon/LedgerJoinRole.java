package network.cairn.app.daemon;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.StringTokenizer;
import network.cairn.api.answer.LedgerJoined;
import network.cairn.cli.Role;
import network.cairn.cli.Terminal;
import network.cairn.ledger.api.LedgerClient;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.api.Origin;
import network.cairn.ledger.api.RemoteLedger;
import network.cairn.ledger.api.UntrustedAnswer;
import network.cairn.ledger.genesis.JoinedHomes;
import network.cairn.ledger.genesis.LedgerHome;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.join.BelievedMove;
import network.cairn.ledger.join.ConsensusNodes;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.wallet.Addresses;

/// `ledger join`: the home of a node that founded nothing.
final class LedgerJoinRole {
  private static final String EMBEDDED = "embedded";

  private LedgerJoinRole() {}

  /// Makes the home and says how it is started.
  ///
  /// @throws StartFailed if no server answers, proves what the network file trusts, or is of a
  ///   chain that can be joined
  static void join(Role.LedgerJoin plan, Terminal terminal) throws IOException {
    NetworkFile network = LedgerSide.read(plan.network());
    if (network.trusted().isEmpty()) {
      terminal
          .err()
          .println(
              "this network file trusts the validators that the chain began with, at whatever"
                  + " height; where they may have changed, take one that 'cairn ledger trust'"
                  + " wrote");
    }
    LedgerHome home = made(plan, network);
    String chainId = network.chainId();
    Path folder = plan.folder().normalize();
    LedgerJoined answer =
        new LedgerJoined(
            chainId,
            HexFormat.of().formatHex(home.genesis().hash()),
            Addresses.format(Profile.of(chainId), home.operator().address()),
            folder.resolve("network").toString(),
            folder.toString());
    if (plan.json()) {
      terminal.out().println(answer.json());
      return;
    }
    terminal.out().println("chain " + answer.chainId());
    terminal.out().println("genesis hash " + answer.genesisHash());
    terminal.out().println("operator " + answer.operator());
    terminal.out().println("network file " + answer.networkFile());
    terminal
        .out()
        .println("start it with: cairn ledger start --engine cometbft --home " + answer.home());
  }

  private static LedgerHome made(Role.LedgerJoin plan, NetworkFile network) {
    try (LedgerClient ledger = RemoteLedger.over(network, InstantSource.system())) {
      Origin origin = ledger.origin().orElseThrow();
      Optional<ByteString> move = BelievedMove.of(ledger, origin.genesis());
      ledger.provable(); // Nothing is written for a chain that proves nothing.
      List<String> peers = new ArrayList<>(named(plan));
      ConsensusNodes.reachable(origin.nodes(), URI.create(ledger.place())).stream()
          .filter(node -> !peers.contains(node))
          .forEach(peers::add);
      if (peers.isEmpty()
          && ledger.report().filter(said -> said.engine().equals(EMBEDDED)).isPresent()) {
        throw new StartFailed(
            "one process makes this chain's blocks; there is nothing to join until it is moved"
                + " ('cairn ledger migrate')");
      }
      return JoinedHomes.make(
          plan.folder(),
          network,
          origin.genesis(),
          move,
          new JoinedHomes.Plan(plan.p2p(), address(plan.url()), peers),
          new SecureRandom());
    } catch (LedgerUnavailable | UntrustedAnswer e) {
      throw new StartFailed(String.valueOf(e.getMessage()), e);
    }
  }

  private static List<String> named(Role.LedgerJoin plan) {
    List<String> named = new ArrayList<>();
    StringTokenizer each = new StringTokenizer(plan.peers().orElse(""), ", ");
    while (each.hasMoreTokens()) {
      named.add(each.nextToken());
    }
    return named;
  }

  private static URI address(String url) {
    try {
      return URI.create(url);
    } catch (IllegalArgumentException e) {
      throw new StartFailed("--url is no address: " + e.getMessage(), e);
    }
  }
}
