package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import network.cairn.proto.ledger.BeaconRecord;

/// Whether the chain itself ran well enough that a missed proof is the provider's fault
/// (docs/protocol.md §5).
final class Windows {
  private static final long NS_PER_MS = 1_000_000L;

  private Windows() {}

  /// Whether the window that ends at `end` is healthy; empty when the ring no longer holds it.
  static Optional<Boolean> isHealthy(Draft draft, long end) {
    long window = draft.block().params().window();
    long nominal = window * draft.block().params().blockIntervalMs() * NS_PER_MS;
    Optional<BeaconRecord> before = draft.beacon(end - window);
    if (before.isEmpty()) {
      return Optional.empty();
    }
    long first = before.get().getTimeNs();
    long last = first;
    boolean steady = true;
    Set<ByteString> proposers = new HashSet<>();
    for (long height = end - window + 1; height <= end; height++) {
      BeaconRecord block = draft.beacon(height).orElseThrow();
      steady &= 2 * (block.getTimeNs() - last) <= nominal;
      last = block.getTimeNs();
      if (height > end - (window + 1) / 2) {
        proposers.add(block.getProposer());
      }
    }
    int faulty = (draft.block().validators() - 1) / 3;
    return Optional.of(steady && proposers.size() >= faulty + 1 && 2 * (last - first) >= nominal);
  }
}
