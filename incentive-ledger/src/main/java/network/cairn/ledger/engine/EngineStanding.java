package network.cairn.ledger.engine;

import java.util.List;

/// What an engine says of itself to its operator.
///
/// @param name `embedded` or `cometbft`
/// @param peers names of the consensus nodes that it is connected to, at most [#MAX_PEERS]
public record EngineStanding(String name, List<String> peers) {
  public static final int MAX_PEERS = 64;

  public EngineStanding {
    peers = List.copyOf(peers);
  }
}
