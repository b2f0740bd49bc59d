package network.cairn.libp2p.swarm;

import java.util.ArrayDeque;

/// Whether a kind of address leads anywhere from here (go-libp2p's counter of the same name). Where
/// fewer than 5 of the last 100 dials came through it is a black hole: from then on one peer of 100
/// is dialled by it, to look again, and the first dial that comes through begins anew. Not
/// thread-safe.
final class BlackHole {
  static final int DIALS = 100;
  static final int SUCCESSES = 5;

  /// What is done with the addresses of one peer.
  enum Verdict {
    /// Nothing is held against them.
    OPEN,
    /// They are dialled to learn more, whatever else is held against them.
    PROBE,
    /// They are left out.
    CLOSED
  }

  private final ArrayDeque<Boolean> results = new ArrayDeque<>();
  private int successes;
  private int peers;

  /// Asked once for each peer that has such addresses.
  Verdict next() {
    peers = (peers + 1) % DIALS;
    if (results.size() < DIALS) {
      return Verdict.PROBE;
    }
    if (!isClosed()) {
      return Verdict.OPEN;
    }
    return peers == 0 ? Verdict.PROBE : Verdict.CLOSED;
  }

  private boolean isClosed() {
    return results.size() == DIALS && successes < SUCCESSES;
  }

  /// Notes how a dial ended.
  void ended(boolean success) {
    if (success && isClosed()) {
      results.clear();
      successes = 0;
      peers = 0;
      return;
    }
    results.addLast(success);
    successes += success ? 1 : 0;
    if (results.size() > DIALS && results.removeFirst()) {
      successes--;
    }
  }
}
