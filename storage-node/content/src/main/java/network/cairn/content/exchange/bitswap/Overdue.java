package network.cairn.content.exchange.bitswap;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.libp2p.peer.PeerId;

/// What becomes of wants whose peer does not give them in time. Guarded by its session.
///
/// While others give, the block is asked of a second peer too, the first one may still be quicker;
/// at most [#DOUBLED] wants of a session are with two peers at a time and none with three, beyond
/// that the first one is told that it is no longer waited for. A peer that has given nothing at all
/// in time meanwhile has failed ([Debts]). Where nobody else gives anything either, a silent peer
/// is passed over after [#SILENCE] and one that only drips after [#TOO_LONG], if there is anybody
/// else; alone, it is asked again.
final class Overdue {
  private static final int DOUBLED = 32;
  private static final long SILENCE = Duration.ofSeconds(5).toNanos();
  private static final long TOO_LONG = Duration.ofSeconds(30).toNanos();

  private final SessionPeers peers;
  private final WantBook book;
  private final ToLongFunction<PeerId> heard;

  /// @param heard when bytes last came from a peer, of whatever
  Overdue(SessionPeers peers, WantBook book, ToLongFunction<PeerId> heard) {
    this.peers = peers;
    this.book = book;
    this.heard = heard;
  }

  /// Looks at every peer.
  ///
  /// @param connected peers that could be asked, of the session or not yet of it
  void look(int connected, long now) {
    long patience = peers.patience();
    boolean others = peers.size() > 1 || connected > 1;
    for (Map.Entry<PeerId, SessionPeer> entry : peers.all().entrySet()) {
      PeerId id = entry.getKey();
      SessionPeer peer = entry.getValue();
      if (peer.owesSince(now - patience) && peers.othersGive(id, now)) {
        askOthers(id, peer, now - patience, now);
      } else if (peer.silentSince(now - SILENCE, heard.applyAsLong(id))) {
        passOver(id, peer, now, others, now);
      } else if (others) {
        passOver(id, peer, now - TOO_LONG, true, now);
      }
    }
  }

  /// Somebody waits for a want: it is asked of a peer that gives, if the one that was asked has not
  /// shown yet that it does.
  void hurry(Want want, long now) {
    Optional<PeerId> asked = want.asked();
    if (want.isOpen()
        && asked.isPresent()
        && want.late().isEmpty()
        && !peers.gives(asked.get(), now)
        && peers.othersGive(asked.get(), now)
        && book.mayDouble(DOUBLED)) {
      book.overdue(want, now);
    }
  }

  private void askOthers(PeerId id, SessionPeer peer, long before, long now) {
    List<Multihash> owed = peer.owedSince(before);
    int moved = 0;
    for (Multihash block : owed) {
      Optional<Want> want = book.open(block);
      if (want.isEmpty()) {
        peer.released(block, now);
      } else if (want.get().isAsked(id)) {
        moved++;
        if (book.mayDouble(DOUBLED)) {
          book.overdue(want.get(), now);
        } else {
          passOver(id, want.get(), true, now);
        }
      } else if (!want.get().isLate(id)) {
        peer.released(block, now);
      }
    }
    if (moved > 0 && peer.lastKept() < before) {
      peers.failed(id, moved);
    } else if (moved > 0) {
      peer.punish();
    }
  }

  /// What a peer has owed since before an instant is asked of the others, who become preferable by
  /// its smaller window; alone, it is asked again.
  private void passOver(PeerId id, SessionPeer peer, long before, boolean others, long now) {
    List<Multihash> owed = peer.owedSince(before);
    for (Multihash block : owed) {
      Optional<Want> want = book.open(block);
      if (want.isPresent() && want.get().isAsked(id)) {
        passOver(id, want.get(), others, now);
      } else if (want.isEmpty() || !want.get().isLate(id)) {
        peer.released(block, now);
      }
    }
    if (!owed.isEmpty()) {
      peer.punish();
    }
  }

  private void passOver(PeerId id, Want want, boolean others, long now) {
    book.takeBack(want, id, now);
    if (others) {
      want.lacking.add(id);
      book.cancel(want, id);
    }
    book.requeue(want);
  }
}
