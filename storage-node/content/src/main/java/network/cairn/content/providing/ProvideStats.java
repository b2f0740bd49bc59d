package network.cairn.content.providing;

import java.time.Duration;

/// How announcing to one DHT goes. Times are milliseconds of the epoch, 0 for never.
///
/// @param peers that are known and can be asked
/// @param canProvide whether this node has an address that peers may tell others
/// @param waiting new keys that were not announced yet
/// @param overdue regions that are due and were not announced yet
/// @param keys of all regions, as they were when they were read last
/// @param regions that were announced at least once
/// @param bits of a region's prefix
/// @param next when the next region is due, and which
/// @param work what is being done
/// @param done what has been done since the start
public record ProvideStats(
    int peers,
    boolean canProvide,
    int waiting,
    int overdue,
    long keys,
    int regions,
    int bits,
    Next next,
    Cycle cycle,
    Work work,
    Done done) {
  /// The next region.
  ///
  /// @param prefix its bits as 0 and 1
  public record Next(long when, String prefix) {}

  /// The cycle.
  ///
  /// @param interval in which each region is announced again; zero if none is
  /// @param began of this process
  public record Cycle(Duration interval, long began, long now) {}

  /// What is being done: of new keys, and of regions.
  public record Work(int newKeys, int newRegions, int keys, int regions) {}

  /// What has been done since the start.
  ///
  /// @param records that peers took
  /// @param keys that were announced, each as often as it was
  /// @param failed keys that no peer took
  /// @param reprovided of the keys those that a region's time brought
  /// @param reprovides regions that were announced and had keys
  /// @param time that these took
  /// @param sweptPeers found for all regions, by the last announcement of each
  public record Done(
      long records,
      long keys,
      long failed,
      long reprovided,
      long reprovides,
      Duration time,
      long sweptPeers) {}

  /// What is known of one key.
  ///
  /// @param waits whether it is new and waits to be announced
  /// @param when it was announced last, or its region
  /// @param peers that took its record, on average of its region where it came with it
  /// @param next when its region is announced again; 0 for never
  public record OfKey(boolean waits, long when, int peers, long next) {}
}
