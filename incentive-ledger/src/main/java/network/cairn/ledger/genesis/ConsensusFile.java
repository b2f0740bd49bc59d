package network.cairn.ledger.genesis;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import network.cairn.base.hash.Sha256;
import network.cairn.ledger.engine.EngineKind;

/// Where a validator's CometBFT listens and whom it knows: the file `consensus` of a home, which an
/// operator edits. As text, one `name value` a line: `cairn-consensus 1`, `p2p host:port`, `rpc
/// host:port`, `peer id@host:port` for each of the others. Immutable.
///
/// @param p2p where it listens for the others
/// @param rpc its own door, on a loopback address
public record ConsensusFile(String p2p, String rpc, List<String> peers) {
  static final int MAX_SIZE = 64 * 1024;
  private static final String FIRST = "cairn-consensus 1";
  private static final String ADDRESS = "[A-Za-z0-9.:\\[\\]-]{1,255}:[0-9]{1,5}";
  private static final int ID_BYTES = 20;

  /// @throws InvalidNetworkFile if a part is out of its form, or the door is open to others
  public ConsensusFile {
    peers = List.copyOf(peers);
    require(p2p.matches(ADDRESS), "p2p is not host:port: " + p2p);
    require(rpc.matches(ADDRESS), "rpc is not host:port: " + rpc);
    require(
        rpc.startsWith("127.") || rpc.startsWith("[::1]:") || rpc.startsWith("localhost:"),
        "rpc must be a loopback address, not " + rpc + ": who reaches it may stop this validator");
    for (String peer : peers) {
      require(peer.matches("[0-9a-f]{40}@" + ADDRESS), "a peer is not id@host:port: " + peer);
    }
  }

  /// A validator alone, at CometBFT's usual ports of this machine.
  static ConsensusFile alone() {
    return new ConsensusFile("127.0.0.1:26656", "127.0.0.1:26657", List.of());
  }

  /// CometBFT's name of a node: the first 20 bytes of the hash of its key.
  static String nodeId(ByteString nodeKey) {
    return HexFormat.of().formatHex(Sha256.of(nodeKey.toByteArray()), 0, ID_BYTES);
  }

  EngineKind.Comet settings(Path binary, ByteString nodeSeed) {
    return new EngineKind.Comet(binary, p2p, rpc, peers, nodeSeed);
  }

  public String format() {
    StringBuilder out = new StringBuilder(FIRST).append('\n');
    out.append("p2p ").append(p2p).append('\n');
    out.append("rpc ").append(rpc).append('\n');
    peers.forEach(peer -> out.append("peer ").append(peer).append('\n'));
    return out.toString();
  }

  /// @throws InvalidNetworkFile naming what is wrong
  public static ConsensusFile parse(String text) {
    List<String> lines = text.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    require(!lines.isEmpty() && lines.getFirst().equals(FIRST), "the first line is not " + FIRST);
    Optional<String> p2p = Optional.empty();
    Optional<String> rpc = Optional.empty();
    List<String> peers = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      int space = line.indexOf(' ');
      require(space > 0, "the line '" + line + "' has no value");
      String value = line.substring(space + 1).strip();
      switch (line.substring(0, space)) {
        case "p2p" -> p2p = once(p2p, value, line);
        case "rpc" -> rpc = once(rpc, value, line);
        case "peer" -> peers.add(value);
        default -> throw new InvalidNetworkFile("unknown line: " + line);
      }
    }
    require(p2p.isPresent() && rpc.isPresent(), "p2p or rpc is missing");
    return new ConsensusFile(p2p.orElseThrow(), rpc.orElseThrow(), peers);
  }

  private static Optional<String> once(Optional<String> before, String value, String line) {
    require(before.isEmpty(), "twice: " + line);
    return Optional.of(value);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new InvalidNetworkFile(otherwise);
    }
  }
}
