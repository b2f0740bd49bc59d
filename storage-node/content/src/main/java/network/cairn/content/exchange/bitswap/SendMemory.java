package network.cairn.content.exchange.bitswap;

import network.cairn.base.time.Scheduler;

/// The memory that blocks on their way out may take.
///
/// A slice of a message takes a place while it is written, and nothing between slices. There are as
/// many places as a node has connections, so usually nobody waits; where there are more, a network
/// has a quarter of them at most, and the next one is for the network that has the fewest. Peers
/// that read swiftly have whole messages in memory beside that, a network an eighth of it at most:
/// where there is no room left they are served by slices too, and nobody waits for them either. Of
/// that room an eighth is for peers that are not known to be swift, as long as they are not known
/// to be slow, so that a block need not be read again for each slice. Thread-safe.
final class SendMemory {
  /// Bytes of a place.
  static final int SLICE = 64 * 1024;

  /// Blocks that are read to have a slice cut from them, at once: a matter of the disk, not of
  /// peers. Those of one network have half of it.
  private static final int LOADS = 8;

  private static final int NETWORKS_OF_LOADS = 2;
  private static final int NETWORKS_OF_SLICES = 4;
  private static final int NETWORKS_OF_WHOLES = 8;

  private static final int TRIAL = 8;
  private static final int NETWORKS_OF_TRIALS = 4;

  private final FairPlaces slices;
  private final FairPlaces loads;
  private final Shares wholes;
  private final Shares trials;

  /// @param bytes for whole messages; places have half as much again
  SendMemory(Scheduler scheduler, long bytes) {
    int places = Math.clamp(bytes / 2 / SLICE, NETWORKS_OF_SLICES, 1 << 16);
    this.slices = new FairPlaces(scheduler, places, places / NETWORKS_OF_SLICES);
    this.loads = new FairPlaces(scheduler, LOADS, LOADS / NETWORKS_OF_LOADS);
    this.wholes = new Shares(bytes, Math.max(bytes / NETWORKS_OF_WHOLES, MessageCodec.MAX_MESSAGE));
    this.trials = new Shares(trialBytes(bytes), trialBytes(bytes) / NETWORKS_OF_TRIALS);
  }

  /// What all peers that are not known to be swift may have of so many bytes for whole messages.
  static long trialBytes(long bytes) {
    return bytes / TRIAL;
  }

  /// Takes room for a whole message of a swift peer, if there is any.
  boolean takeWhole(PeerNetwork network, long bytes) {
    return wholes.take(network, bytes);
  }

  void giveWhole(PeerNetwork network, long bytes) {
    wholes.give(network, bytes);
  }

  /// Takes room for a whole message of another peer, if there is any.
  boolean takeTrial(PeerNetwork network, long bytes) {
    if (!trials.take(network, bytes)) {
      return false;
    }
    if (wholes.take(network, bytes)) {
      return true;
    }
    trials.give(network, bytes);
    return false;
  }

  void giveTrial(PeerNetwork network, long bytes) {
    wholes.give(network, bytes);
    trials.give(network, bytes);
  }

  /// Waits for a place.
  void takeSlice(PeerNetwork network) throws InterruptedException {
    slices.take(network);
  }

  void giveSlice(PeerNetwork network) {
    slices.give(network);
  }

  /// Waits until blocks may be read.
  void beginLoad(PeerNetwork network) throws InterruptedException {
    loads.take(network);
  }

  void endLoad(PeerNetwork network) {
    loads.give(network);
  }

  /// Bytes that are held now.
  long held() {
    return (long) slices.used() * SLICE + wholes.taken();
  }
}
