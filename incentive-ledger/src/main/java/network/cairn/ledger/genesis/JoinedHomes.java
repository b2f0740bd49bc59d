package network.cairn.ledger.genesis;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import network.cairn.base.files.DurableFiles;
import network.cairn.ledger.engine.ChainMove;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.NotCanonical;
import network.cairn.ledger.types.OutOfRange;

/// Makes the home of a node that founded nothing: of a network file and what its servers tell. The
/// node takes the state of others over when it is started (docs/protocol.md §15), and its keys are
/// no validator's until its operator bonds.
public final class JoinedHomes {
  private JoinedHomes() {}

  /// What the new node is to be.
  ///
  /// @param p2p `host:port` where its CometBFT listens; its own door stands one port above
  /// @param url of its door
  /// @param peers `id@host:port` of consensus nodes
  public record Plan(String p2p, URI url, List<String> peers) {
    public Plan {
      peers = List.copyOf(peers);
    }
  }

  /// Makes keys, or reads those that are there, and writes the files, the genesis last.
  ///
  /// @param folder missing, empty, or with what an interrupted call left
  /// @param genesis its encoding
  /// @param move the encoding of where the chain goes on, if it was moved, as the caller believes
  ///   it
  /// @throws InvalidHome if the folder has a chain, or a part is out of its form, or not this
  ///   network's
  public static LedgerHome make(
      Path folder,
      NetworkFile network,
      ByteString genesis,
      Optional<ByteString> move,
      Plan plan,
      RandomGenerator random) {
    if (Files.exists(folder.resolve("genesis"))) {
      throw new InvalidHome(folder + " has a chain already; choose another folder");
    }
    if (plan.peers().isEmpty()) {
      throw new InvalidHome(
          "no server tells where a consensus node is; name some with --peers ID@HOST:PORT");
    }
    try {
      ValidatorsFile.Entry own =
          new ValidatorsFile.Entry("node", 1, plan.p2p(), plan.url(), Optional.empty());
      ConsensusFile consensus =
          new ConsensusFile(own.p2p(), own.rpc(), plan.peers(), Optional.empty(), true);
      Genesis read = Genesis.decode(genesis);
      NetworkFile known = network.at(servers(network, plan.url()));
      if (!known.isOf(read)) {
        throw new InvalidHome("the genesis is not the network file's");
      }
      Optional<ChainMove> moved = move.map(ChainMove::decode);
      if (moved.filter(to -> !to.isOf(read)).isPresent()) {
        throw new InvalidHome("what is told of where the chain was moved is not of this chain");
      }
      String node = ValidatorHomes.keys(folder, own, random).keys().orElseThrow().node();
      if (plan.peers().stream().allMatch(peer -> peer.startsWith(node + "@"))) {
        throw new InvalidHome("the only consensus node that is known is this one");
      }
      if (moved.isPresent()) {
        DurableFiles.replace(folder.resolve(HomeFiles.MOVED), moved.get().encode().toByteArray());
      }
      LedgerHome.write(folder, read, known, Optional.of(consensus));
      return LedgerHome.open(folder);
    } catch (InvalidNetworkFile | NotCanonical | OutOfRange e) {
      throw new InvalidHome("no home can be made: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new InvalidHome("cannot write in " + folder + ": " + e.getMessage(), e);
    }
  }

  /// The own door first, then the network's, as many as a network file names.
  private static List<URI> servers(NetworkFile network, URI own) {
    List<URI> servers = new ArrayList<>(List.of(own));
    network.servers().stream()
        .filter(server -> !server.equals(own))
        .limit(NetworkFile.MAX_SERVERS - 1)
        .forEach(servers::add);
    return servers;
  }
}
