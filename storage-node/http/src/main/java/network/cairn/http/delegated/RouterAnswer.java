package network.cairn.http.delegated;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.content.routing.HttpAddress;
import network.cairn.http.client.BoundedBody;
import network.cairn.libp2p.kad.KadScope;
import network.cairn.libp2p.multiaddr.InvalidMultiaddr;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.multiaddr.Protocol;
import network.cairn.libp2p.peer.InvalidPeer;
import network.cairn.libp2p.peer.PeerId;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads the records of a router's answer, one JSON object or a line each, as they come. What of a
/// record is not known is passed over, so are records that name no peer, or one that gives blocks
/// by nothing that is known here.
final class RouterAnswer {
  /// Of one record.
  static final int MAX_LINE = 64 << 10;

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final String BITSWAP = "transport-bitswap";

  private final RouterUrl router;
  private final boolean http;

  /// @param router tells whether addresses of this machine and of private networks count
  /// @param http whether providers are asked over HTTP, so that their addresses count
  RouterAnswer(RouterUrl router, boolean http) {
    this.router = router;
    this.http = http;
  }

  /// Takes records.
  @FunctionalInterface
  interface Records {
    /// @return whether to go on
    boolean take(PeerRecord record);
  }

  /// @param name of the list in a JSON object: `Providers` or `Peers`
  /// @throws IOException if the answer is none, too long, or not whole by the deadline
  void read(BoundedBody body, boolean lines, String name, long deadline, Records records)
      throws IOException, InterruptedException {
    ByteArrayOutputStream open = new ByteArrayOutputStream();
    for (byte[] piece = body.next(deadline); piece.length > 0; piece = body.next(deadline)) {
      int from = 0;
      for (int i = 0; lines && i < piece.length; i++) {
        if (piece[i] == '\n') {
          open.write(piece, from, i - from);
          from = i + 1;
          if (!line(open, records)) {
            return;
          }
        }
      }
      open.write(piece, from, piece.length - from);
      if (lines && open.size() > MAX_LINE) {
        throw new IOException("answers with a line of more than " + MAX_LINE + " bytes");
      }
    }
    if (lines) {
      line(open, records);
    } else {
      for (JsonNode record : parse(open).path(name)) {
        Optional<PeerRecord> read = record(record);
        if (read.isPresent() && !records.take(read.get())) {
          return;
        }
      }
    }
  }

  private boolean line(ByteArrayOutputStream open, Records records) throws IOException {
    if (open.toString(StandardCharsets.UTF_8).isBlank()) {
      open.reset();
      return true;
    }
    Optional<PeerRecord> record = record(parse(open));
    open.reset();
    return record.isEmpty() || records.take(record.get());
  }

  private static JsonNode parse(ByteArrayOutputStream text) throws IOException {
    try {
      return MAPPER.readTree(text.toByteArray());
    } catch (JacksonException e) {
      throw new IOException("answers with what is no JSON", e);
    }
  }

  /// Older schemas have the same fields, and one protocol instead of a list.
  Optional<PeerRecord> record(JsonNode node) {
    List<String> protocols = new ArrayList<>();
    node.path("Protocols").forEach(protocol -> protocols.add(text(protocol)));
    if (node.has("Protocol")) {
      protocols.add(text(node.path("Protocol")));
    }
    boolean unsaid = protocols.isEmpty();
    boolean bitswap = unsaid || protocols.contains(BITSWAP);
    boolean gateway = http && (unsaid || protocols.contains(PeerRecord.GATEWAY));
    if (!bitswap && !gateway) {
      return Optional.empty();
    }
    try {
      PeerId id = PeerId.parse(text(node.path("ID")));
      List<Multiaddr> addresses = new ArrayList<>();
      for (JsonNode address : node.path("Addrs")) {
        address(id, text(address))
            .filter(a -> HttpAddress.is(a) ? gateway : bitswap)
            .ifPresent(addresses::add);
      }
      return Optional.of(new PeerRecord(id, addresses, protocols));
    } catch (InvalidPeer _) {
      return Optional.empty();
    }
  }

  private static String text(JsonNode node) {
    return node.isString() ? node.asString() : "";
  }

  private Optional<Multiaddr> address(PeerId peer, String text) {
    try {
      Multiaddr address = Multiaddr.parse(text);
      boolean others = address.peerId().filter(named -> !named.equals(peer)).isPresent();
      return others
              || !address.ip().map(ip -> isAllowed(ip, address)).orElse(true)
              || address.has(Protocol.UNIX)
          ? Optional.empty()
          : address.withoutPeer();
    } catch (InvalidMultiaddr _) {
      return Optional.empty();
    }
  }

  /// A router of a private network does not know what listens on this machine.
  private boolean isAllowed(InetAddress ip, Multiaddr address) {
    return ip.isLoopbackAddress() && HttpAddress.is(address)
        ? router.loopback()
        : router.local() || KadScope.isPublic(ip);
  }
}
