package network.cairn.app.daemon;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import network.cairn.base.files.DurableFiles;
import network.cairn.ledger.client.HeadFile;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.store.repo.RepoLocked;

/// Makes a home that is there already part of a network.
final class Joining {
  /// The name of the network file in a home.
  static final String NETWORK = "network";

  private static final String KEY = "Ledger.Network";

  private Joining() {}

  /// Pins the network: its file is copied into the home. Keys and content stay as they are. A home
  /// of this network gets the newer file.
  ///
  /// @throws StartFailed if a daemon runs on the home, or something of another chain is in it
  static void join(Path home, NetworkFile network, PrintStream out) throws IOException {
    try (StorageNode node = StorageNode.open(home, "cairn init")) {
      OwnChain.require(node.repository().state(), network);
      requireHead(home, network);
      boolean member = node.config().networkFile().isPresent();
      DurableFiles.replace(home.resolve(NETWORK), network.format());
      if (!node.config().networkFile().equals(Optional.of(Path.of(NETWORK)))) {
        node.config().setText(KEY, NETWORK);
      }
      out.println(
          member
              ? "the network file of " + home + " is replaced: chain " + network.chainId()
              : home + " belongs to network " + network.chainId() + " now");
    } catch (RepoLocked e) {
      throw new StartFailed(
          "a daemon or another command has " + home + " open; end it first ('cairn shutdown')", e);
    }
  }

  private static void requireHead(Path home, NetworkFile network) {
    try {
      HeadFile.of(home, network.chainId(), network.chainRef()).load();
    } catch (HeadFile.Unusable e) {
      throw new StartFailed(String.valueOf(e.getMessage()), e);
    }
  }
}
