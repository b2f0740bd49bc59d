package network.cairn.libp2p.swarm;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.base.net.AddressPrefix;

/// Which connections go when there are too many (go-libp2p's connection manager).
///
/// The first to go are strangers of a site that has more than its share; then those younger than
/// ten minutes, without streams first, the newest first; then older strangers; at last, in the same
/// order, those that this host dialled or that have been of use. None of these a hostile peer can
/// change by itself but by waiting, and then its site's share still holds. Stateless.
final class Trimmer {
  private static final long SEASONED_NANOS = 600_000_000_000L;
  private static final int SITE_SHARE = 8;
  private static final int SITE_SHARE_LEAST = 2;

  /// A connection as the choice sees it.
  ///
  /// @param site empty if it has none
  /// @param known whether this host dialled it or it has been of use
  /// @param age nanoseconds since it came up
  /// @param busy whether it has streams
  record Candidate<T>(
      T connection, Optional<AddressPrefix> site, boolean known, long age, boolean busy) {
    private boolean isSeasoned() {
      return age >= SEASONED_NANOS;
    }

    private static <T> Comparator<Candidate<T>> worstFirst() {
      return Comparator.<Candidate<T>, Boolean>comparing(Candidate::known)
          .thenComparing(Candidate::isSeasoned)
          .thenComparing(Candidate::busy)
          .thenComparingLong(Candidate::age);
    }
  }

  /// @param excess how many more than its share the site has if all worse ones of it are gone
  private record Ranked<T>(Candidate<T> candidate, int excess) {
    private static <T> Comparator<Ranked<T>> worstFirst() {
      return Comparator.<Ranked<T>, Boolean>comparing(r -> r.candidate.known)
          .thenComparingInt(r -> -r.excess);
    }
  }

  private Trimmer() {}

  /// As many of the candidates as are asked for, the worst first.
  ///
  /// @param share connections that a site may have before its strangers go first
  static <T> List<T> victims(List<Candidate<T>> candidates, int wanted, int share) {
    Map<Optional<AddressPrefix>, Integer> left = crowds(candidates);
    return candidates.stream()
        .sorted(Candidate.worstFirst())
        .map(c -> new Ranked<>(c, excess(c, left, share)))
        .toList()
        .stream()
        .sorted(Ranked.worstFirst())
        .limit(wanted)
        .map(r -> r.candidate.connection)
        .toList();
  }

  /// Counts the candidate as gone from its site.
  private static int excess(
      Candidate<?> of, Map<Optional<AddressPrefix>, Integer> left, int share) {
    int others = left.merge(of.site, -1, Integer::sum);
    return of.known || of.site.isEmpty() ? 0 : Math.max(0, others + 1 - share);
  }

  private static <T> Map<Optional<AddressPrefix>, Integer> crowds(List<Candidate<T>> candidates) {
    Map<Optional<AddressPrefix>, Integer> crowds = new HashMap<>();
    candidates.forEach(c -> crowds.merge(c.site, 1, Integer::sum));
    return crowds;
  }

  /// How many connections of a site are left alone while there are enough of others.
  static int siteShare(int lowWater) {
    return Math.max(SITE_SHARE_LEAST, lowWater / SITE_SHARE);
  }

  /// The worst of those strangers whose site has at least two more than the newcomer's, however
  /// young they are.
  static <T> Optional<T> displaced(
      List<Candidate<T>> candidates, Optional<AddressPrefix> newcomer) {
    List<Candidate<T>> strangers = candidates.stream().filter(c -> !c.known).toList();
    Map<Optional<AddressPrefix>, Integer> crowds = crowds(strangers);
    int own = crowds.getOrDefault(newcomer, 0);
    List<Candidate<T>> crowded =
        strangers.stream().filter(c -> crowds.getOrDefault(c.site, 0) > own + 1).toList();
    return victims(crowded, 1, own + 1).stream().findFirst();
  }
}
