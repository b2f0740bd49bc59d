package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.cairn.ledger.types.Params;
import network.cairn.proto.ledger.BeaconRecord;
import network.cairn.proto.ledger.ValidatorRecord;

/// Whether the chain itself ran well enough that a missed proof is the provider's fault
/// (docs/protocol.md §5).
///
/// One for each block: every set that closes in it asks for the same window, and is told what was
/// found for the first. For one thread.
final class Windows {
  private static final long NS_PER_MS = 1_000_000L;
  private final long intervalNs;
  private final Map<ByteString, Long> founders;
  private final long foundersPower;
  private final Map<Window, Optional<Boolean>> known = new HashMap<>();

  /// The last `length` blocks up to `end`.
  private record Window(long length, long end) {}

  /// @param validators of the state before the block; they count where a height does not say what
  ///   power its proposer had, because validators are genesis's for ever
  Windows(Params params, List<ValidatorRecord> validators) {
    this.intervalNs = params.blockIntervalMs() * NS_PER_MS;
    this.founders = new HashMap<>();
    validators.forEach(v -> founders.put(StakeKeys.address(v.getPubkey()), v.getPower()));
    this.foundersPower = validators.stream().mapToLong(ValidatorRecord::getPower).sum();
  }

  /// Whether the window that ends at `end` is healthy; empty when the ring no longer holds it.
  ///
  /// @param length W, blocks
  /// @param end at most the height of the block, whose beacons stay as they are from then on
  Optional<Boolean> isHealthy(StateReader state, long length, long end) {
    Window asked = new Window(length, end);
    Optional<Boolean> before = known.get(asked);
    if (before == null) {
      before = look(state, length, end);
      known.put(asked, before);
    }
    return before;
  }

  private Optional<Boolean> look(StateReader state, long window, long end) {
    long nominalNs = window * intervalNs;
    Optional<BeaconRecord> before = state.beacon(end - window);
    if (before.isEmpty()) {
      return Optional.empty();
    }
    long first = before.get().getTimeNs();
    long last = first;
    boolean steady = true;
    Map<ByteString, BeaconRecord> proposers = new HashMap<>();
    for (long height = end - window + 1; height <= end; height++) {
      BeaconRecord block = state.beacon(height).orElseThrow();
      steady &= 2 * (block.getTimeNs() - last) <= nominalNs;
      last = block.getTimeNs();
      if (height > end - (window + 1) / 2) {
        proposers.put(block.getProposer(), block);
      }
    }
    return Optional.of(steady && 2 * (last - first) >= nominalNs && isThird(proposers.values()));
  }

  /// Whether proposers have a third of the power at least, each by its last height's share.
  private boolean isThird(Collection<BeaconRecord> proposers) {
    Map<Long, BigInteger> powers = new TreeMap<>();
    for (BeaconRecord block : proposers) {
      boolean told = block.getTotalPower() > 0;
      powers.merge(
          told ? block.getTotalPower() : foundersPower,
          BigInteger.valueOf(
              told ? block.getPower() : founders.getOrDefault(block.getProposer(), 0L)),
          BigInteger::add);
    }
    BigInteger share = BigInteger.ZERO;
    BigInteger whole = BigInteger.ONE;
    for (Map.Entry<Long, BigInteger> sum : powers.entrySet()) {
      BigInteger total = BigInteger.valueOf(sum.getKey());
      share = share.multiply(total).add(sum.getValue().multiply(whole));
      whole = whole.multiply(total);
    }
    return share.multiply(BigInteger.valueOf(3)).compareTo(whole) >= 0;
  }
}
