package network.cairn.content.exchange.bitswap;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.libp2p.peer.PeerId;
import org.jspecify.annotations.Nullable;

/// The peers of one session, how fast blocks come from them, and who is asked next. Guarded by its
/// session.
///
/// A block is overdue when it takes longer than four times what blocks usually take here, and a
/// quarter of a second. What is usual is measured over the blocks of all peers, so nobody makes it
/// longer by being slow alone.
final class SessionPeers {
  private static final long SLACK = Duration.ofMillis(250).toNanos();
  private static final int USUAL_TIMES = 4;
  private static final int SMOOTHING = 16;

  /// What comes late counts for less, so that few who are late do not become what is usual.
  private static final int LATE_SMOOTHING = 64;

  /// How long a block may take as long as none has come.
  private static final long FIRST_PATIENCE = Duration.ofSeconds(1).toNanos();

  private static final long MOST_PATIENCE = Duration.ofSeconds(30).toNanos();

  private final Debts debts;
  private final int largestWindow;
  private final Map<PeerId, SessionPeer> peers = new LinkedHashMap<>();

  /// Nanoseconds from the question to the block, smoothed; negative as long as none has come.
  private double usual = -1;

  SessionPeers(Debts debts, int largestWindow) {
    this.debts = debts;
    this.largestWindow = largestWindow;
  }

  /// How willingly a peer is asked.
  private enum Rank {
    /// Gives what it is asked for.
    PROVEN,
    /// Has not been asked for anything yet, or not long enough ago.
    NEW,
    /// Owes what is overdue, or rests: asked for what nobody else has.
    DEBTOR
  }

  /// Who would be asked for a want.
  ///
  /// @param known whether anybody of the session may have it
  /// @param debtor whether nobody better than a debtor may
  /// @param peer empty where none of them has room
  record Choice(boolean known, boolean debtor, Optional<PeerId> peer) {}

  SessionPeer meet(PeerId id, long now) {
    return peers.computeIfAbsent(id, _ -> new SessionPeer(largestWindow, debts.trusts(id), now));
  }

  void gone(PeerId id) {
    peers.remove(id);
  }

  boolean knows(PeerId id) {
    return peers.containsKey(id);
  }

  boolean isEmpty() {
    return peers.isEmpty();
  }

  int size() {
    return peers.size();
  }

  /// A copy, in the order in which they were met.
  Map<PeerId, SessionPeer> all() {
    return new LinkedHashMap<>(peers);
  }

  /// Notes a block that has come.
  void gave(PeerId from, Multihash block, int size, long now) {
    SessionPeer peer = meet(from, now);
    long took = peer.gave(block, size, now);
    if (took < 0) {
      return;
    }
    long patience = patience();
    if (usual < 0) {
      usual = took;
    } else if (took <= patience) {
      usual += (took - usual) / SMOOTHING;
    } else {
      usual += (patience - usual) / LATE_SMOOTHING;
    }
    if (took <= patience) {
      peer.keptTo(now);
      debts.kept(from, size);
    }
  }

  void released(PeerId id, Multihash block, long now) {
    SessionPeer peer = peers.get(id);
    if (peer != null) {
      peer.released(block, now);
    }
  }

  /// Nanoseconds after which a block is overdue.
  long patience() {
    return usual < 0
        ? FIRST_PATIENCE
        : Math.min(MOST_PATIENCE, SLACK + (long) (USUAL_TIMES * usual));
  }

  /// Whether somebody else than this peer gives what it is asked for.
  boolean othersGive(PeerId id, long now) {
    for (Map.Entry<PeerId, SessionPeer> entry : peers.entrySet()) {
      if (!entry.getKey().equals(id)
          && rank(entry.getKey(), entry.getValue(), now) == Rank.PROVEN) {
        return true;
      }
    }
    return false;
  }

  /// Whether a peer keeps to what it promises.
  boolean gives(PeerId id, long now) {
    SessionPeer peer = peers.get(id);
    return peer != null && rank(id, peer, now) == Rank.PROVEN;
  }

  /// A peer has given nothing in time of what is overdue, while others gave.
  void failed(PeerId id, int blocks) {
    SessionPeer peer = peers.get(id);
    if (peer != null) {
      peer.distrust();
      debts.failed(id, (long) (blocks * peer.meanSize()));
    }
  }

  boolean noneHasRoom(long now) {
    boolean better = false;
    for (Map.Entry<PeerId, SessionPeer> entry : peers.entrySet()) {
      if (rank(entry.getKey(), entry.getValue(), now) != Rank.DEBTOR) {
        better = true;
        if (entry.getValue().hasRoom(peers.size() == 1)) {
          return false;
        }
      }
    }
    return better;
  }

  /// The least loaded of the best that may have it. What a reader waits for is not tried with
  /// somebody new where there is somebody proven, and does not wait for what nobody reads yet.
  Choice choose(Want want, long now) {
    @Nullable PeerId best = null;
    Rank bestRank = Rank.DEBTOR;
    double bestLoad = Double.MAX_VALUE;
    boolean known = false;
    boolean better = false;
    boolean urgent = want.readers > 0;
    for (Map.Entry<PeerId, SessionPeer> entry : peers.entrySet()) {
      PeerId id = entry.getKey();
      SessionPeer peer = entry.getValue();
      if (want.lacking.contains(id) || want.isLate(id)) {
        continue;
      }
      known = true;
      Rank rank = rank(id, peer, now);
      better |= rank != Rank.DEBTOR;
      if (!urgent && !peer.hasRoom(peers.size() == 1)) {
        continue;
      }
      Rank order = !urgent && rank == Rank.NEW ? Rank.PROVEN : rank;
      int against = order.compareTo(bestRank);
      if (best == null || against < 0 || against == 0 && peer.load() < bestLoad) {
        best = id;
        bestRank = order;
        bestLoad = peer.load();
      }
    }
    boolean waits = better && bestRank == Rank.DEBTOR;
    return new Choice(
        known, known && !better, waits ? Optional.empty() : Optional.ofNullable(best));
  }

  private Rank rank(PeerId id, SessionPeer peer, long now) {
    if (debts.rests(id) || peers.size() > 1 && peer.owesSince(now - patience())) {
      return Rank.DEBTOR;
    }
    return peer.isProven() ? Rank.PROVEN : Rank.NEW;
  }
}
