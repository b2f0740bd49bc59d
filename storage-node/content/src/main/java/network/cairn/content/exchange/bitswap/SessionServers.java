package network.cairn.content.exchange.bitswap;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import network.cairn.content.exchange.BlockServer;
import network.cairn.content.exchange.BlockServers;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.libp2p.peer.PeerId;

/// The servers of single blocks that one session asks beside its peers, as if they were some: who
/// is quicker gets more of the wants, and who fails is asked no further. Those that the user named
/// are opened again after a rest; at most [#MOST] at once, and as many that others name.
/// Thread-safe.
final class SessionServers implements BlockServer.Taker, AutoCloseable {
  static final int MOST = 8;

  private final BlockServers source;
  private final List<URI> named;
  private final Session session;
  private final Map<PeerId, BlockServer> open = new ConcurrentHashMap<>();
  private final Set<PeerId> known = ConcurrentHashMap.newKeySet();
  private final Set<PeerId> ofUser = ConcurrentHashMap.newKeySet();
  private volatile Optional<String> failure = Optional.empty();
  private volatile boolean closed;

  SessionServers(BlockServers source, List<URI> named, Session session) {
    this.source = source;
    this.named = named.stream().limit(MOST).toList();
    this.session = session;
  }

  /// Opens those of the named servers that are not open and do not rest.
  void openNamed() {
    named.forEach(url -> open(url, true));
  }

  /// Somebody says that a server has what is wanted.
  void found(URI url) {
    open(url, false);
  }

  private void open(URI url, boolean byUser) {
    if (closed || !byUser && strangers() >= MOST) {
      return;
    }
    Optional<BlockServer> server = source.open(url, byUser, this);
    if (server.isEmpty()) {
      return;
    }
    PeerId id = server.get().id();
    known.add(id);
    if (byUser) {
      ofUser.add(id);
    }
    if (open.putIfAbsent(id, server.get()) != null) {
      server.get().close();
      return;
    }
    if (closed) {
      close();
      return;
    }
    session.met(id);
  }

  /// How many are open that the user did not name.
  private long strangers() {
    return open.keySet().stream().filter(id -> !ofUser.contains(id)).count();
  }

  /// Whether it is or was a server, and no peer.
  boolean isServer(PeerId id) {
    return known.contains(id);
  }

  boolean isEmpty() {
    return open.isEmpty();
  }

  int size() {
    return open.size();
  }

  boolean want(PeerId id, Cid cid, boolean urgent) {
    BlockServer server = open.get(id);
    return server != null && server.want(cid, urgent);
  }

  void cancel(PeerId id, Cid cid) {
    BlockServer server = open.get(id);
    if (server != null) {
      server.cancel(cid);
    }
  }

  long heard(PeerId id) {
    BlockServer server = open.get(id);
    return server == null ? Long.MIN_VALUE : server.heard();
  }

  /// What became of them, for people; empty if there were none.
  String summary() {
    if (known.isEmpty()) {
      return "";
    }
    String asked =
        switch (open.size()) {
          case 0 -> "no server is left to be asked over HTTP";
          case 1 -> "1 server is asked over HTTP";
          default -> open.size() + " servers are asked over HTTP";
        };
    return asked + failure.map(why -> " (" + why + ")").orElse("");
  }

  @Override
  public void gave(PeerId server, Block block) {
    session.received(server, block);
  }

  @Override
  public void lacks(PeerId server, Cid cid) {
    session.presence(server, cid, false);
  }

  @Override
  public void failed(PeerId server, String why) {
    failure = Optional.of(why);
    open.remove(server);
    session.peerGone(server);
  }

  @Override
  public void close() {
    closed = true;
    open.values().forEach(BlockServer::close);
    open.clear();
  }
}
