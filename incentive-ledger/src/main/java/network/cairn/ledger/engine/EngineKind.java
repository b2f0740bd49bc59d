package network.cairn.ledger.engine;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import network.cairn.base.hash.Sha256;
import network.cairn.ledger.crypto.Ed25519;

/// Which engine is to make a home's blocks.
public sealed interface EngineKind {
  /// This process alone.
  record Embedded() implements EngineKind {}

  /// CometBFT, with other validators or alone.
  ///
  /// @param binary the program, of version [#SERIES]
  /// @param p2p `host:port` where it listens for the others
  /// @param rpc `host:port` of its own door, which only this machine may reach
  /// @param peers `id@host:port` of the others
  /// @param nodeSeed names it among the others; 32 bytes
  /// @param sync where a home without blocks takes the state of others from
  record Comet(
      Path binary,
      String p2p,
      String rpc,
      List<String> peers,
      ByteString nodeSeed,
      Optional<StateSource> sync)
      implements EngineKind {
    public static final String SERIES = "0.39.";

    private static final int NODE_BYTES = 20;

    public Comet {
      peers = List.copyOf(peers);
    }

    /// As the other, without a state of others.
    public Comet(Path binary, String p2p, String rpc, List<String> peers, ByteString nodeSeed) {
      this(binary, p2p, rpc, peers, nodeSeed, Optional.empty());
    }

    /// Where the others reach it, `id@host:port`: the id is the first 20 bytes of its key's
    /// SHA-256.
    public String node() {
      byte[] key = Ed25519.publicKey(nodeSeed.toByteArray());
      return HexFormat.of().formatHex(Sha256.of(key), 0, NODE_BYTES) + "@" + p2p;
    }

    @Override
    public String toString() {
      return "Comet[" + binary + "]";
    }
  }

  /// Where a home without blocks takes the state of others from.
  sealed interface StateSource {}

  /// A header from which CometBFT follows the chain, as an operator named it.
  ///
  /// @param servers `host:port` of the doors of other validators' CometBFT, two at least
  /// @param hash of the header, 32 bytes
  record TrustedSync(List<String> servers, long height, ByteString hash) implements StateSource {
    public TrustedSync {
      servers = List.copyOf(servers);
    }
  }

  /// What this node's own light client believes of the servers of its network file. Its keys need
  /// be no validator's.
  ///
  /// @param headers opened where they are needed alone; throws [BlocksUnavailable] if no server
  ///   shows any
  record FromNetwork(Supplier<FollowedHeaders> headers) implements StateSource {}
}
