package network.cairn.ledger.genesis;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import network.cairn.base.hash.Sha256;
import network.cairn.ledger.engine.EngineKind;
import network.cairn.ledger.engine.FollowedHeaders;

/// Where a validator's CometBFT listens and whom it knows: the file `consensus` of a home, which an
/// operator edits. As text, one `name value` a line: `cairn-consensus 1`, `p2p host:port`, `rpc
/// host:port`, `peer id@host:port` for each of the others. A home without blocks takes the state of
/// others over where there are `sync-server host:port`, two to eight of them, and `sync-trusted
/// HEIGHT HASH`; or where there is `sync-from network`: by what the servers of the network file
/// prove. Immutable.
///
/// @param p2p where it listens for the others
/// @param rpc its own door, on a loopback address
/// @param sync whose servers are on loopback addresses too, as a tunnel's end is
/// @param fromNetwork whether the state of others comes by the network file
public record ConsensusFile(
    String p2p,
    String rpc,
    List<String> peers,
    Optional<EngineKind.TrustedSync> sync,
    boolean fromNetwork) {
  static final int MAX_SIZE = 64 * 1024;
  private static final String FIRST = "cairn-consensus 1";
  private static final String FROM_NETWORK = "sync-from network";

  /// Hosts and ports that CometBFT takes: only in brackets has a host colons.
  private static final String ADDRESS =
      "([A-Za-z0-9.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}\\])"
          + ":([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])";

  private static final String NODE = "[0-9a-f]{40}@" + ADDRESS;

  /// All numbers, without leading zeros: what else begins with 127 may be somebody's name.
  private static final String LOOPBACK = "127(\\.(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])){3}";

  private static final int ID_BYTES = 20;
  private static final int MAX_SERVERS = 8;

  /// @throws InvalidNetworkFile if a part is out of its form, or the door is open to others
  public ConsensusFile {
    peers = List.copyOf(peers);
    require(p2p.matches(ADDRESS), "p2p is not host:port: " + p2p);
    require(rpc.matches(ADDRESS), "rpc is not host:port: " + rpc);
    require(
        isLoopback(rpc),
        "rpc must be a loopback address, not " + rpc + ": who reaches it may stop this validator");
    sync.ifPresent(ConsensusFile::requireSync);
    require(
        sync.isEmpty() || !fromNetwork, "sync-from network needs no sync-server and sync-trusted");
    for (String peer : peers) {
      require(isNode(peer), "a peer is not id@host:port: " + peer);
    }
  }

  /// Without a state of others.
  ///
  /// @throws InvalidNetworkFile if a part is out of its form, or the door is open to others
  public ConsensusFile(String p2p, String rpc, List<String> peers) {
    this(p2p, rpc, peers, Optional.empty(), false);
  }

  /// Whether a text is `id@host:port`, the port from 1 to 65535.
  public static boolean isNode(String text) {
    return text.matches(NODE);
  }

  private static boolean isLoopback(String address) {
    return address.matches(LOOPBACK + ":[0-9]+")
        || address.startsWith("[::1]:")
        || address.startsWith("localhost:");
  }

  private static void requireSync(EngineKind.TrustedSync sync) {
    require(
        sync.servers().size() >= 2 && sync.servers().size() <= MAX_SERVERS,
        "there are " + sync.servers().size() + " sync-servers, not 2 to " + MAX_SERVERS);
    for (String server : sync.servers()) {
      require(server.matches(ADDRESS), "a sync-server is not host:port: " + server);
      require(
          isLoopback(server),
          "sync-server must be a loopback address, not "
              + server
              + ": CometBFT's doors are not for others; make a tunnel");
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

  /// @param headers of the network file's servers, where the state comes by them
  EngineKind.Comet settings(Path binary, ByteString nodeSeed, Supplier<FollowedHeaders> headers) {
    Optional<EngineKind.StateSource> source =
        fromNetwork
            ? Optional.of(new EngineKind.FromNetwork(headers))
            : sync.map(EngineKind.StateSource.class::cast);
    return new EngineKind.Comet(binary, p2p, rpc, peers, nodeSeed, source);
  }

  public String format() {
    StringBuilder out = new StringBuilder(FIRST).append('\n');
    out.append("p2p ").append(p2p).append('\n');
    out.append("rpc ").append(rpc).append('\n');
    peers.forEach(peer -> out.append("peer ").append(peer).append('\n'));
    if (fromNetwork) {
      out.append(FROM_NETWORK).append('\n');
    }
    sync.ifPresent(from -> {
      from.servers().forEach(server -> out.append("sync-server ").append(server).append('\n'));
      out.append("sync-trusted ").append(from.height()).append(' ');
      out.append(HexFormat.of().formatHex(from.hash().toByteArray())).append('\n');
    });
    return out.toString();
  }

  /// @throws InvalidNetworkFile naming what is wrong
  public static ConsensusFile parse(String text) {
    List<String> lines = text.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    require(!lines.isEmpty() && lines.getFirst().equals(FIRST), "the first line is not " + FIRST);
    Optional<String> p2p = Optional.empty();
    Optional<String> rpc = Optional.empty();
    List<String> peers = new ArrayList<>();
    List<String> servers = new ArrayList<>();
    Optional<String> trusted = Optional.empty();
    Optional<String> from = Optional.empty();
    for (String line : lines.subList(1, lines.size())) {
      int space = line.indexOf(' ');
      require(space > 0, "the line '" + line + "' has no value");
      String value = line.substring(space + 1).strip();
      switch (line.substring(0, space)) {
        case "p2p" -> p2p = once(p2p, value, line);
        case "rpc" -> rpc = once(rpc, value, line);
        case "peer" -> peers.add(value);
        case "sync-server" -> servers.add(value);
        case "sync-trusted" -> trusted = once(trusted, value, line);
        case "sync-from" -> {
          require(line.equals(FROM_NETWORK), "the line is not '" + FROM_NETWORK + "': " + line);
          from = once(from, value, line);
        }
        default -> throw new InvalidNetworkFile("unknown line: " + line);
      }
    }
    require(p2p.isPresent() && rpc.isPresent(), "p2p or rpc is missing");
    require(trusted.isPresent() || servers.isEmpty(), "there are sync-servers but no sync-trusted");
    return new ConsensusFile(
        p2p.orElseThrow(),
        rpc.orElseThrow(),
        peers,
        trusted.map(value -> sync(servers, value)),
        from.isPresent());
  }

  private static EngineKind.TrustedSync sync(List<String> servers, String value) {
    require(
        value.matches("[1-9][0-9]{0,17} [0-9a-f]{64}"),
        "sync-trusted has no height and hash of a header: " + value);
    int space = value.indexOf(' ');
    return new EngineKind.TrustedSync(
        servers,
        Long.parseLong(value.substring(0, space)),
        ByteString.copyFrom(HexFormat.of().parseHex(value.substring(space).strip())));
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
