package network.cairn.libp2p.resource;

import java.util.EnumMap;
import java.util.Map;

/// What one network, one peer or the whole host holds of each [Resource], and the most it may.
/// Guarded by [Resources].
final class Scope {
  private static final int ALL = 255;

  private final ScopeLimits limits;
  private final Map<Resource, Long> used = new EnumMap<>(Resource.class);

  Scope(ScopeLimits limits) {
    this.limits = limits;
  }

  /// Whether so much more fits.
  ///
  /// @param share of 255: the part of the limit up to which this request may fill it
  boolean fits(Resource resource, long amount, int share) {
    long most = limits.of(resource);
    long allowed = most * (share + 1) / (ALL + 1);
    return used(resource) + amount <= allowed;
  }

  void add(Resource resource, long amount) {
    used.merge(resource, amount, Long::sum);
  }

  long used(Resource resource) {
    return used.getOrDefault(resource, 0L);
  }

  boolean isEmpty() {
    return used.values().stream().allMatch(n -> n == 0);
  }
}
