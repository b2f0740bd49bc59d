package network.cairn.ledger.api;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;
import network.cairn.ledger.engine.ChainMove;
import network.cairn.ledger.engine.EngineStanding;
import network.cairn.ledger.genesis.ConsensusFile;
import network.cairn.proto.ledgerapi.GenesisReply;

/// What a new node needs of a chain besides its network file. Immutable.
///
/// @param genesis its encoding, 1 to [#MAX_GENESIS] bytes; from afar it has the network file's hash
/// @param move the encoding of where the chain goes on, if it was moved; a hint
/// @param nodes where consensus nodes are said to be reached, `id@host:port`; a hint
public record Origin(ByteString genesis, Optional<ByteString> move, List<String> nodes) {
  /// Longest genesis.
  public static final int MAX_GENESIS = 1 << 20;

  /// Longest part of a genesis in one answer.
  static final int MAX_PART = 256 * 1024;

  /// @throws UntrustedAnswer if a part is out of its form
  public Origin {
    nodes = List.copyOf(nodes);
    if (genesis.isEmpty() || genesis.size() > MAX_GENESIS) {
      throw new UntrustedAnswer("a genesis of " + genesis.size() + " bytes");
    }
    if (move.filter(bytes -> bytes.size() > ChainMove.MAX_BYTES).isPresent()
        || nodes.size() > EngineStanding.MAX_PEERS
        || !nodes.stream().allMatch(ConsensusFile::isNode)) {
      throw new UntrustedAnswer("what comes with the genesis is out of its form");
    }
  }

  /// The answer to who has some bytes already.
  ///
  /// @throws IllegalArgumentException if there are none from there on
  GenesisReply from(long from) {
    if (from >= genesis.size()) {
      throw new IllegalArgumentException("the genesis has " + genesis.size() + " bytes");
    }
    int at = (int) from;
    GenesisReply.Builder out =
        GenesisReply.newBuilder()
            .setPart(genesis.substring(at, Math.min(genesis.size(), at + MAX_PART)))
            .setTotal(genesis.size());
    if (at == 0) {
      move.ifPresent(out::setMove);
      out.addAllPeers(nodes);
    }
    return out.build();
  }
}
