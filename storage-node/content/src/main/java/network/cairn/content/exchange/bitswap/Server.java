package network.cairn.content.exchange.bitswap;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import network.cairn.base.time.Scheduler;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.libp2p.peer.PeerId;
import org.jspecify.annotations.Nullable;

/// Answers what peers want: blocks at once where this node has them, otherwise when they come.
///
/// Bounded: each peer has at most [BitswapConfig#wantsPerPeer] wants remembered, the oldest give
/// way; all peers together [#REMEMBERED] beside the first few of each ([PeerShare]), those of one
/// network an eighth of that: beyond it, a peer's new want takes the place of its oldest.
/// Thread-safe.
final class Server {
  /// A block up to this size answers a want-have by itself, as go-bitswap does.
  private static final int SMALL_BLOCK = 1024;

  /// A larger block would not fit into a message with everything else that one may hold.
  private static final int LARGEST_BLOCK = MessageCodec.MAX_MESSAGE - 512 * 1024;

  static final int REMEMBERED = 1 << 16;

  /// Outboxes of one peer that may end while one answer is put into them.
  private static final int MOST_OUTBOXES = 4;

  private static final int NETWORKS = 8;

  private final Shares remembered = new Shares(REMEMBERED, REMEMBERED / NETWORKS);
  private final Scheduler.Monitor monitor;
  private final LocalBlocks source;
  private final BitswapConfig config;
  private final Function<PeerId, Outbox> outboxes;

  /// By peer, what it wants and this node has not.
  private final Map<PeerId, Waiting> waiting = new HashMap<>();

  /// By block, the peers that wait for it.
  private final Map<Multihash, Set<PeerId>> wanted = new HashMap<>();

  /// The wants of one peer, oldest first.
  private record Waiting(PeerShare share, LinkedHashMap<Multihash, Message.Want> wants) {
    Waiting(PeerShare share) {
      this(share, new LinkedHashMap<>());
    }
  }

  /// @param outboxes who speaks to a peer now
  Server(
      Scheduler scheduler,
      LocalBlocks source,
      BitswapConfig config,
      Function<PeerId, Outbox> outboxes) {
    this.monitor = scheduler.monitor();
    this.source = source;
    this.config = config;
    this.outboxes = outboxes;
  }

  /// Takes a peer's wants and puts the answers into its outbox.
  void wants(PeerId peer, Message message) {
    if (message.full()) {
      forget(peer);
    }
    int asked = 0;
    for (Message.Want want : message.wants()) {
      if (want.cancel()) {
        outboxes.apply(peer).unsend(want.cid());
        remove(peer, want.cid().multihash());
      } else if (asked++ < config.wantsPerPeer()) {
        answer(peer, want);
      } else if (want.sendDontHave()) {
        present(peer, want, false);
      }
    }
  }

  private void answer(PeerId peer, Message.Want want) {
    OptionalInt size = source.size(want.cid());
    if (size.isEmpty()) {
      remember(peer, outboxes.apply(peer).network(), want);
      size = source.size(want.cid());
      if (size.isPresent()) {
        // It came just now, perhaps before anyone could know that this peer waits.
        remove(peer, want.cid().multihash());
      }
    }
    if (size.isPresent() && size.getAsInt() <= LARGEST_BLOCK) {
      give(peer, want, size.getAsInt());
    } else if (want.sendDontHave()) {
      present(peer, want, false);
    }
  }

  private void give(PeerId peer, Message.Want want, int size) {
    if (want.haveOnly() && size > SMALL_BLOCK) {
      present(peer, want, true);
    } else if (say(peer, outbox -> outbox.send(want.cid(), size)) != Outbox.Taken.QUEUED
        && want.sendDontHave()) {
      present(peer, want, false);
    }
  }

  private void present(PeerId peer, Message.Want want, boolean have) {
    say(peer, outbox -> outbox.present(new Message.Presence(want.cid(), have)));
  }

  /// Says something to a peer, by another outbox if the one that spoke to it has just ended.
  private Outbox.Taken say(PeerId peer, Function<Outbox, Outbox.Taken> what) {
    Outbox.Taken taken = Outbox.Taken.CLOSED;
    for (int i = 0; i < MOST_OUTBOXES && taken == Outbox.Taken.CLOSED; i++) {
      taken = what.apply(outboxes.apply(peer));
    }
    return taken;
  }

  /// Remembers what a peer wants that could not be said to it.
  void unsaid(PeerId peer, PeerNetwork network, List<Message.Want> wants) {
    wants.forEach(want -> remember(peer, network, want));
  }

  /// Answers what a peer waits for although it is here, because it could not be said before.
  void again(PeerId peer) {
    List<Message.Want> due = new ArrayList<>();
    for (Message.Want want : remembered(peer)) {
      if (source.size(want.cid()).isPresent()) {
        remove(peer, want.cid().multihash());
        due.add(want);
      }
    }
    give(peer, due);
  }

  private List<Message.Want> remembered(PeerId peer) {
    monitor.lock();
    try {
      Waiting its = waiting.get(peer);
      return its == null ? List.of() : List.copyOf(its.wants.values());
    } finally {
      monitor.unlock();
    }
  }

  private void remember(PeerId peer, PeerNetwork network, Message.Want want) {
    Multihash block = want.cid().multihash();
    monitor.lock();
    try {
      Waiting its =
          waiting.computeIfAbsent(peer, _ -> new Waiting(new PeerShare(remembered, network)));
      if (!its.wants.containsKey(block)) {
        if (its.wants.size() >= config.wantsPerPeer() || !its.share.take()) {
          Multihash oldest = its.wants.keySet().iterator().next();
          its.wants.remove(oldest);
          release(peer, oldest);
        }
        wanted.computeIfAbsent(block, _ -> new LinkedHashSet<>()).add(peer);
      }
      its.wants.put(block, want);
    } finally {
      monitor.unlock();
    }
  }

  private void remove(PeerId peer, Multihash block) {
    monitor.lock();
    try {
      if (forget(peer, block) != null) {
        release(peer, block);
      }
    } finally {
      monitor.unlock();
    }
  }

  /// Takes a want off a peer's list; null if it is not there.
  private Message.@Nullable Want forget(PeerId peer, Multihash block) {
    Waiting its = waiting.get(peer);
    Message.Want want = its == null ? null : its.wants.remove(block);
    if (its != null && want != null) {
      its.share.give(1);
      if (its.wants.isEmpty()) {
        waiting.remove(peer);
      }
    }
    return want;
  }

  /// Wants that are remembered.
  long remembered() {
    monitor.lock();
    try {
      return waiting.values().stream().mapToLong(each -> each.share.held()).sum();
    } finally {
      monitor.unlock();
    }
  }

  private void release(PeerId peer, Multihash block) {
    Set<PeerId> peers = wanted.get(block);
    if (peers != null && peers.remove(peer) && peers.isEmpty()) {
      wanted.remove(block);
    }
  }

  /// Forgets a peer's wants.
  void forget(PeerId peer) {
    monitor.lock();
    try {
      Waiting its = waiting.remove(peer);
      if (its != null) {
        its.share.giveAll();
        its.wants.keySet().forEach(block -> release(peer, block));
      }
    } finally {
      monitor.unlock();
    }
  }

  /// What peers wait for among blocks that have just come, and who; those wants are then forgotten.
  Map<PeerId, List<Message.Want>> arrived(Collection<Multihash> blocks) {
    Map<PeerId, List<Message.Want>> answers = new LinkedHashMap<>();
    monitor.lock();
    try {
      if (!wanted.isEmpty()) {
        blocks.forEach(block -> take(block, answers));
      }
      return answers;
    } finally {
      monitor.unlock();
    }
  }

  private void take(Multihash block, Map<PeerId, List<Message.Want>> answers) {
    Set<PeerId> peers = wanted.remove(block);
    if (peers == null) {
      return;
    }
    for (PeerId peer : peers) {
      Message.Want want = forget(peer, block);
      if (want != null) {
        answers.computeIfAbsent(peer, _ -> new ArrayList<>()).add(want);
      }
    }
  }

  /// Answers wants whose blocks have come.
  void give(PeerId peer, List<Message.Want> wants) {
    for (Message.Want want : wants) {
      source.size(want.cid()).ifPresent(size -> give(peer, want, size));
    }
  }
}
