package network.cairn.http.rpc.kubo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.concurrent.locks.ReentrantLock;
import network.cairn.api.answer.kubo.BootstrapAnswer;
import network.cairn.api.table.SwarmTable;
import network.cairn.http.rpc.Call;
import network.cairn.http.rpc.CommandError;
import network.cairn.http.rpc.Json;
import network.cairn.http.rpc.Reply;
import network.cairn.http.rpc.Route;
import network.cairn.libp2p.multiaddr.InvalidMultiaddr;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;

/// `bootstrap/…`: the configuration's list of peers to keep connected to. A daemon follows it from
/// its next start on.
final class BootstrapPeers {
  private static final String KEY = "Bootstrap";
  private static final List<String> DEFAULTS = List.of("default", "auto");
  private static final int MOST = 10_000;
  private final Backend backend;
  private final ReentrantLock lock = new ReentrantLock();

  BootstrapPeers(Backend backend) {
    this.backend = backend;
  }

  List<Route> routes() {
    return List.of(
        Route.of(SwarmTable.BOOTSTRAP, this::list),
        Route.of(SwarmTable.BOOTSTRAP_LIST, this::list),
        Route.of(SwarmTable.BOOTSTRAP_ADD, this::add),
        Route.of(SwarmTable.BOOTSTRAP_REMOVE, this::remove),
        Route.of(SwarmTable.BOOTSTRAP_REMOVE_ALL, this::removeAll));
  }

  private void list(Call call, Reply reply) throws IOException {
    reply.value(new BootstrapAnswer(backend.config().bootstrap()));
  }

  /// Those that are added stand in front, as in Kubo.
  private void add(Call call, Reply reply) throws IOException {
    call.arguments().forEach(BootstrapPeers::requireAddress);
    SequencedSet<String> added = new LinkedHashSet<>(call.arguments());
    change(() -> {
      SequencedSet<String> all = new LinkedHashSet<>(added);
      all.addAll(backend.config().bootstrap());
      if (all.size() > MOST) {
        throw new CommandError("more than " + MOST + " bootstrap peers");
      }
      return all;
    });
    reply.value(new BootstrapAnswer(List.copyOf(added)));
  }

  private static void requireAddress(String text) {
    if (DEFAULTS.contains(text)) {
      throw new CommandError(
          "cannot add default bootstrap peers: this program has none; name peers by their"
              + " addresses, as /ip4/203.0.113.7/tcp/4001/p2p/ID");
    }
    Multiaddr address = address(text);
    if (address.peerId().isEmpty()) {
      throw new CommandError("invalid bootstrap address: " + text);
    }
    if (address.withoutPeer().isEmpty()) {
      throw new CommandError("bootstrap address without a transport: " + text);
    }
  }

  private static Multiaddr address(String text) {
    try {
      return Multiaddr.parse(text);
    } catch (InvalidMultiaddr e) {
      throw new CommandError("invalid bootstrap address \"" + text + "\": " + e.getMessage(), e);
    }
  }

  private void remove(Call call, Reply reply) throws IOException {
    if (call.flag("all")) {
      removeAll(call, reply);
      return;
    }
    List<Multiaddr> unwanted = new ArrayList<>();
    List<PeerId> peers = new ArrayList<>();
    for (String text : call.arguments()) {
      Multiaddr address = address(text);
      PeerId peer =
          address
              .peerId()
              .orElseThrow(() -> new CommandError("invalid bootstrap address: " + text));
      if (address.withoutPeer().isEmpty()) {
        peers.add(peer);
      } else {
        unwanted.add(address);
      }
    }
    List<String> removed = new ArrayList<>();
    change(() -> {
      SequencedSet<String> kept = new LinkedHashSet<>();
      for (String text : backend.config().bootstrap()) {
        boolean gone = !DEFAULTS.contains(text) && isOneOf(address(text), unwanted, peers);
        (gone ? removed : kept).add(text);
      }
      return kept;
    });
    reply.value(new BootstrapAnswer(removed));
  }

  private static boolean isOneOf(Multiaddr address, List<Multiaddr> unwanted, List<PeerId> peers) {
    return unwanted.contains(address) || address.peerId().filter(peers::contains).isPresent();
  }

  private void removeAll(Call call, Reply reply) throws IOException {
    List<String> removed = new ArrayList<>();
    change(() -> {
      removed.addAll(backend.config().bootstrap());
      return new LinkedHashSet<>();
    });
    reply.value(new BootstrapAnswer(removed));
  }

  private interface Next {
    SequencedSet<String> peers();
  }

  /// Two callers must not take back each other's change.
  private void change(Next next) {
    lock.lock();
    try {
      backend.config().setJson(KEY, Json.texts(next.peers()).toString());
    } finally {
      lock.unlock();
    }
  }
}
