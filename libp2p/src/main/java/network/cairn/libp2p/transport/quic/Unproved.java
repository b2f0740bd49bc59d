package network.cairn.libp2p.transport.quic;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/// The inbound connections of one socket whose peer is not proved yet, counted. Used by the event
/// loop alone.
final class Unproved {
  private final QuicLimits limits;
  private final Map<InetAddress, Integer> validated = new HashMap<>();
  private int all;
  private int unvalidated;

  Unproved(QuicLimits limits) {
    this.limits = limits;
  }

  /// Whether one more may begin that has proved to receive at this address. What others claimed to
  /// send from there does not count against it.
  boolean hasRoom(InetAddress address) {
    return all < limits.unproved()
        && validated.getOrDefault(address, 0) < limits.unprovedOfAddress();
  }

  /// Whether one more may begin whose address is not proved.
  boolean hasRoom() {
    return all < limits.unproved() && unvalidated < limits.unvalidated();
  }

  /// @param ofProvedAddress whether it counts for its address
  void begin(InetAddress address, boolean ofProvedAddress) {
    all++;
    if (ofProvedAddress) {
      validated.merge(address, 1, Integer::sum);
    } else {
      unvalidated++;
    }
  }

  /// Takes back one [#begin].
  void end(InetAddress address, boolean ofProvedAddress) {
    all--;
    if (ofProvedAddress) {
      validated.computeIfPresent(address, (_, n) -> n == 1 ? null : n - 1);
    } else {
      unvalidated--;
    }
  }

  int all() {
    return all;
  }
}
