package network.cairn.ledger.engine;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.List;

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
  record Comet(Path binary, String p2p, String rpc, List<String> peers, ByteString nodeSeed)
      implements EngineKind {
    public static final String SERIES = "0.39.";

    public Comet {
      peers = List.copyOf(peers);
    }

    @Override
    public String toString() {
      return "Comet[" + binary + "]";
    }
  }
}
