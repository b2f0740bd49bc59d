package network.cairn.ledger.light;

import com.google.protobuf.ByteString;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// The headers that were believed: the highest ones, and where ways down ended, so that the next
/// goes on from there and none is verified twice. Never two of one height. Thread-safe.
public final class Trail {
  /// Believed headers that are remembered, the highest ones.
  public static final int KEPT = 64;

  /// Headers that ways down ended at.
  private static final int WALKED = 16;

  private final TreeMap<Long, LightHeader> believed = new TreeMap<>();

  /// Where ways down ended, the oldest first.
  private final Deque<LightHeader> walked = new ArrayDeque<>();

  /// The highest.
  public synchronized Optional<LightHeader> top() {
    return Optional.ofNullable(believed.lastEntry()).map(entry -> entry.getValue());
  }

  /// The believed header of a hash, if it is remembered.
  public synchronized Optional<LightHeader> find(long height, ByteString hash) {
    return at(height).filter(header -> header.hash().equals(hash));
  }

  /// The believed header of a height, if it is remembered.
  public synchronized Optional<LightHeader> at(long height) {
    return nearestAbove(height).filter(header -> header.height() == height);
  }

  /// The believed header that is least far above, or of this very height.
  public synchronized Optional<LightHeader> nearestAbove(long height) {
    LightHeader nearest =
        Optional.ofNullable(believed.ceilingEntry(height))
            .map(entry -> entry.getValue())
            .orElse(null);
    for (LightHeader end : walked) {
      if (end.height() >= height && (nearest == null || end.height() < nearest.height())) {
        nearest = end;
      }
    }
    return Optional.ofNullable(nearest);
  }

  /// Believes headers above the highest, if that is still the one they follow from.
  ///
  /// @param from the highest when the way up began
  public synchronized boolean extend(Optional<LightHeader> from, List<LightHeader> steps) {
    if (!top().map(LightHeader::mark).equals(from.map(LightHeader::mark))) {
      return false;
    }
    steps.forEach(this::put);
    return true;
  }

  /// Believes a header that a way down ended at.
  public synchronized void reach(LightHeader header) {
    walked.removeIf(before -> before.height() == header.height());
    walked.add(header);
    if (walked.size() > WALKED) {
      walked.remove();
    }
  }

  /// Remembers a believed header among the highest.
  ///
  /// @return false if another of its height was believed
  public synchronized boolean add(LightHeader header) {
    LightHeader before = believed.get(header.height());
    if (before != null) {
      return before.mark().equals(header.mark());
    }
    put(header);
    return true;
  }

  private void put(LightHeader header) {
    believed.put(header.height(), header);
    while (believed.size() > KEPT) {
      believed.pollFirstEntry();
    }
  }
}
