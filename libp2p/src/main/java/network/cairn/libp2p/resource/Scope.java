package network.cairn.libp2p.resource;

import java.util.Arrays;

/// What one network, one peer or the whole host holds of each [Resource], and the most it may.
/// Guarded by [Resources].
final class Scope {
  private static final int ALL = 255;

  private final ScopeLimits limits;
  private final long[] used = new long[Resource.values().length];

  Scope(ScopeLimits limits) {
    this.limits = limits;
  }

  /// Whether so much more fits.
  ///
  /// @param share of 255: the part of the limit up to which this request may fill it
  boolean fits(Resource resource, long amount, int share) {
    long most = limits.of(resource);
    long allowed = most * (share + 1) / (ALL + 1);
    return used[resource.ordinal()] + amount <= allowed;
  }

  void add(Resource resource, long amount) {
    used[resource.ordinal()] += amount;
  }

  long used(Resource resource) {
    return used[resource.ordinal()];
  }

  boolean isEmpty() {
    return Arrays.stream(used).allMatch(n -> n == 0);
  }
}
