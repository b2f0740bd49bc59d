package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import network.cairn.ledger.types.Params;
import network.cairn.proto.ledger.BeaconRecord;

/// Whether the chain itself ran well enough that a missed proof is the provider's fault
/// (docs/protocol.md §5).
///
/// One for each block: every set that closes in it asks for the same window, and is told what was
/// found for the first. For one thread.
final class Windows {
  private static final long NS_PER_MS = 1_000_000L;
  private final long window;
  private final long nominalNs;
  private final int fewestProposers;
  private final Map<Long, Optional<Boolean>> known = new HashMap<>();

  /// @param validators of the state in which the block executes
  Windows(Params params, int validators) {
    this.window = params.window();
    this.nominalNs = window * params.blockIntervalMs() * NS_PER_MS;
    this.fewestProposers = (validators - 1) / 3 + 1;
  }

  /// Whether the window that ends at `end` is healthy; empty when the ring no longer holds it.
  ///
  /// @param end at most the height of the block, whose beacons stay as they are from then on
  Optional<Boolean> isHealthy(StateReader state, long end) {
    Optional<Boolean> before = known.get(end);
    if (before == null) {
      before = look(state, end);
      known.put(end, before);
    }
    return before;
  }

  private Optional<Boolean> look(StateReader state, long end) {
    Optional<BeaconRecord> before = state.beacon(end - window);
    if (before.isEmpty()) {
      return Optional.empty();
    }
    long first = before.get().getTimeNs();
    long last = first;
    boolean steady = true;
    Set<ByteString> proposers = new HashSet<>();
    for (long height = end - window + 1; height <= end; height++) {
      BeaconRecord block = state.beacon(height).orElseThrow();
      steady &= 2 * (block.getTimeNs() - last) <= nominalNs;
      last = block.getTimeNs();
      if (height > end - (window + 1) / 2) {
        proposers.add(block.getProposer());
      }
    }
    return Optional.of(
        steady && proposers.size() >= fewestProposers && 2 * (last - first) >= nominalNs);
  }
}
