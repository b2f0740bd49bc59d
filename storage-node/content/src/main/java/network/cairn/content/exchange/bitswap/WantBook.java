package network.cairn.content.exchange.bitswap;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.libp2p.peer.PeerId;
import org.jspecify.annotations.Nullable;

/// The wants of one session, who was asked for them, and the bytes that have come and wait for
/// their reader. Guarded by its session.
final class WantBook {
  private static final int MAX_WANTS = 8192;

  /// A want that has to be withdrawn from a peer.
  record Cancel(PeerId peer, Cid cid) {}

  /// Wants that nobody has been asked for, in the order in which they are.
  final LinkedHashSet<Want> unassigned = new LinkedHashSet<>();

  /// Wants whose holders are being searched for.
  final LinkedHashSet<Want> searching = new LinkedHashSet<>();

  private final SessionPeers peers;
  private final Map<Multihash, Want> wants = new LinkedHashMap<>();
  private final List<Cancel> cancels = new ArrayList<>();
  private long ready;
  private double meanSize = 256 * 1024;
  private int inFlight;
  private int doubled;

  WantBook(SessionPeers peers) {
    this.peers = peers;
  }

  /// The open want for a block.
  Optional<Want> open(Multihash block) {
    return Optional.ofNullable(wants.get(block)).filter(Want::isOpen);
  }

  Iterable<Want> all() {
    return wants.values();
  }

  boolean isFull() {
    return wants.size() >= MAX_WANTS;
  }

  /// Notes what will be wanted soon.
  void later(Cid cid) {
    if (!wants.containsKey(cid.multihash())) {
      Want want = new Want(cid);
      wants.put(cid.multihash(), want);
      unassigned.addLast(want);
    }
  }

  /// Notes what somebody waits for: it is the next to be asked for.
  Want urgent(Cid cid) {
    @Nullable Want known = wants.get(cid.multihash());
    if (known == null) {
      Want want = new Want(cid);
      wants.put(cid.multihash(), want);
      unassigned.addFirst(want);
      return want;
    }
    if (unassigned.contains(known)) {
      unassigned.addFirst(known);
    }
    return known;
  }

  /// Takes back what nobody reads any more; the bytes of one that had come make room.
  ///
  /// @return whether there is more room now
  boolean drop(Want want, long now) {
    wants.remove(want.cid.multihash());
    if (want.isOpen()) {
      unassigned.remove(want);
      withdraw(want, now);
      return false;
    }
    ready -= want.block().map(Block::size).orElse(0);
    return true;
  }

  void clear(long now) {
    wants.values().forEach(want -> withdraw(want, now));
    wants.clear();
    unassigned.clear();
    searching.clear();
  }

  /// Whether what is here and under way is as much as may be held for the reader.
  boolean holds(long bytes) {
    return ready + inFlight * meanSize > bytes;
  }

  int inFlight() {
    return inFlight;
  }

  void asked(Want want, PeerId peer, long now) {
    want.ask(peer);
    want.told.add(peer);
    searching.remove(want);
    inFlight++;
    peers.meet(peer, now).asked(want.cid.multihash(), now);
  }

  /// The block has come: who else was asked is told.
  void arrived(Want want, PeerId from, Block block, long now) {
    if (want.isAsked(from)) {
      inFlight--;
      want.unask();
    } else if (want.isLate(from)) {
      doubled--;
      want.unlate();
    }
    want.asking.remove(from);
    want.told.remove(from);
    withdraw(want, now);
    unassigned.remove(want);
    // The reader asked by its own CID: same hash, perhaps another codec or version.
    want.arrived(block.as(want.cid));
    ready += block.size();
    meanSize += (block.size() - meanSize) / 16;
  }

  /// Whether one more want may be asked of a second peer while the first may still answer.
  boolean mayDouble(int most) {
    return doubled < most;
  }

  /// Leaves the want open at the peer that owes it, so that another peer can be asked too.
  void overdue(Want want, long now) {
    unlate(want, now, true);
    inFlight--;
    want.overdue();
    doubled++;
    requeue(want);
  }

  /// The peer that was asked is not waited for any more.
  void takeBack(Want want, PeerId peer, long now) {
    if (want.isAsked(peer)) {
      inFlight--;
      want.unask();
      peers.released(peer, want.cid.multihash(), now);
    } else if (want.isLate(peer)) {
      unlate(want, now, false);
    }
  }

  private void unlate(Want want, long now, boolean tell) {
    want.late()
        .ifPresent(peer -> {
          doubled--;
          want.unlate();
          peers.released(peer, want.cid.multihash(), now);
          if (tell) {
            cancel(want, peer);
          }
        });
  }

  /// Tells everyone who may still answer, or remember, that the want is over.
  private void withdraw(Want want, long now) {
    searching.remove(want);
    if (!want.isOpen()) {
      return;
    }
    want.asking.clear();
    want.lacking.clear();
    unlate(want, now, false);
    want.asked().ifPresent(p -> takeBack(want, p, now));
    want.told.forEach(p -> cancels.add(new Cancel(p, want.cid)));
    want.told.clear();
  }

  /// Notes that a peer is to be told that it is not waited for any more, unless it is asked again
  /// before that is sent.
  void cancel(Want want, PeerId peer) {
    if (want.told.remove(peer)) {
      cancels.add(new Cancel(peer, want.cid));
    }
  }

  boolean hasCancels() {
    return !cancels.isEmpty();
  }

  /// The late peer is not waited for any more, and is told so.
  void unlate(Want want, long now) {
    unlate(want, now, true);
  }

  void requeue(Want want) {
    unassigned.addFirst(want);
  }

  /// What is to be withdrawn from peers, each once.
  List<Cancel> takeCancels() {
    if (cancels.isEmpty()) {
      return List.of();
    }
    List<Cancel> due = List.copyOf(cancels);
    cancels.clear();
    return due;
  }
}
