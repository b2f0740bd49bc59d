package network.cairn.content.exchange.bitswap;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import network.cairn.ipld.multihash.Multihash;

/// How one peer serves one session: what it owes, and how much it may owe.
///
/// The window adapts to what the peer and the path carry: it grows while blocks come about as fast
/// as when little was asked, and shrinks when they queue up or do not come (as delay-based
/// congestion control does). Guarded by its session.
final class SessionPeer {
  private static final int FIRST_WINDOW = 32;
  private static final int SMALLEST_WINDOW = 4;

  /// What a peer may owe that has not given anything yet, where there are others.
  private static final int TRIAL = 8;

  /// Above the quickest answer: a queue this long keeps a peer busy that takes its time over each
  /// message, and delays nobody who waits by more.
  private static final long SLACK_NANOS = 250_000_000;

  private static final long TOO_SLOW_NANOS = 1_000_000_000;
  private static final long MAX_BYTES = 16L << 20;

  private final int largest;

  /// By block, when it was asked for; oldest first.
  private final Map<Multihash, Long> owed = new LinkedHashMap<>();

  private double window = FIRST_WINDOW;

  /// Whether more may be asked: once the window is full, only when a quarter of it has come, so
  /// that wants leave together and not one by one.
  private boolean filling = true;

  private long fastest = Long.MAX_VALUE;
  private double meanSize = 64 * 1024;
  private long heard;
  private long kept;
  private boolean proven;

  /// @param largest wants that the peer may have open at most
  /// @param proven whether it is known to give what it is asked for
  SessionPeer(int largest, boolean proven, long now) {
    this.largest = largest;
    this.proven = proven;
    this.heard = now;
    this.kept = now;
  }

  /// Whether it has given something in time, so that it is worth waiting for.
  boolean isProven() {
    return proven;
  }

  /// @param alone whether nobody else could be asked
  boolean hasRoom(boolean alone) {
    double bound = proven || alone ? window : Math.min(window, TRIAL);
    double most = Math.min(bound, Math.max(SMALLEST_WINDOW, MAX_BYTES / meanSize));
    filling = owed.size() < (filling ? most : most * 3 / 4);
    return filling;
  }

  /// The part of the window that is taken; the least loaded peer is asked next.
  double load() {
    return owed.size() / window;
  }

  void asked(Multihash block, long now) {
    if (owed.isEmpty()) {
      heard = now;
    }
    owed.remove(block);
    owed.put(block, now);
  }

  /// A block has come from this peer.
  ///
  /// @return nanoseconds since it was asked for; negative if it was not
  long gave(Multihash block, int size, long now) {
    heard = now;
    meanSize += (size - meanSize) / 16;
    Long asked = owed.remove(block);
    if (asked == null) {
      return -1;
    }
    long took = now - asked;
    fastest = Math.min(fastest, Math.max(took, 1));
    if (took < 4 * fastest + SLACK_NANOS) {
      window = Math.min(largest, window + 1);
    } else if (took > 16 * fastest + TOO_SLOW_NANOS) {
      window = Math.max(SMALLEST_WINDOW, window - 1);
    }
    return took;
  }

  /// The peer has said that it lacks a block, or the want was withdrawn.
  void released(Multihash block, long now) {
    if (owed.remove(block) != null) {
      heard = now;
    }
  }

  /// Nothing has come since, although something is owed.
  ///
  /// @param bytes when bytes last came from the peer, of whatever
  boolean silentSince(long instant, long bytes) {
    return !owed.isEmpty() && Math.max(heard, bytes) < instant;
  }

  /// Notes that a block that it was asked for has come in time.
  void keptTo(long now) {
    kept = now;
    proven = true;
  }

  /// When a block last came in time, at first when the peer was met.
  long lastKept() {
    return kept;
  }

  /// What it was asked for before an instant and still owes, oldest first.
  List<Multihash> owedSince(long instant) {
    List<Multihash> old = new ArrayList<>();
    for (Map.Entry<Multihash, Long> entry : owed.entrySet()) {
      if (entry.getValue() >= instant) {
        break;
      }
      old.add(entry.getKey());
    }
    return old;
  }

  /// Whether it owes something that it was asked for before an instant.
  boolean owesSince(long instant) {
    return !owed.isEmpty() && owed.values().iterator().next() < instant;
  }

  double meanSize() {
    return meanSize;
  }

  void punish() {
    window = Math.max(SMALLEST_WINDOW, window / 2);
  }

  /// It failed while others gave: it has to prove itself again.
  void distrust() {
    proven = false;
    punish();
  }
}
