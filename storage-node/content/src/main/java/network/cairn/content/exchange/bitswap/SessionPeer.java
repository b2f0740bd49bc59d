package network.cairn.content.exchange.bitswap;

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

  /// Above the quickest answer: a queue this long keeps a peer busy that takes its time over each
  /// message, and delays nobody who waits by more.
  private static final long SLACK_NANOS = 250_000_000;

  private static final long TOO_SLOW_NANOS = 1_000_000_000;
  private static final long MAX_BYTES = 16L << 20;

  private final int largest;
  private final Map<Multihash, Long> owed = new LinkedHashMap<>();
  private double window = FIRST_WINDOW;

  /// Whether more may be asked: once the window is full, only when a quarter of it has come, so
  /// that wants leave together and not one by one.
  private boolean filling = true;

  private long fastest = Long.MAX_VALUE;
  private double meanSize = 64 * 1024;
  private long heard;

  /// @param largest wants that the peer may have open at most
  SessionPeer(int largest, long now) {
    this.largest = largest;
    this.heard = now;
  }

  boolean hasRoom() {
    double most = Math.min(window, Math.max(SMALLEST_WINDOW, MAX_BYTES / meanSize));
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
    owed.put(block, now);
  }

  /// A block has come from this peer.
  void gave(Multihash block, int size, long now) {
    heard = now;
    meanSize += (size - meanSize) / 16;
    Long asked = owed.remove(block);
    if (asked == null) {
      return;
    }
    long took = now - asked;
    fastest = Math.min(fastest, Math.max(took, 1));
    if (took < 4 * fastest + SLACK_NANOS) {
      window = Math.min(largest, window + 1);
    } else if (took > 16 * fastest + TOO_SLOW_NANOS) {
      window = Math.max(SMALLEST_WINDOW, window - 1);
    }
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

  /// What it was asked for before an instant and still owes.
  List<Multihash> owedSince(long instant) {
    return owed.entrySet().stream()
        .filter(e -> e.getValue() < instant)
        .map(Map.Entry::getKey)
        .toList();
  }

  void punish() {
    window = Math.max(SMALLEST_WINDOW, window / 2);
  }
}
