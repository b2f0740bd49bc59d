package network.cairn.ledger.api;

import com.google.protobuf.ByteString;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import network.cairn.ledger.light.LightHeader;

/// Keeps the highest believed header on disk, now and then, so that a crash forgets little.
/// Thread-safe.
final class HeadKeeper {
  private static final System.Logger LOG = System.getLogger(HeadKeeper.class.getName());

  /// How long what is kept may lag behind what is believed: a write is a sync of the disk.
  private static final Duration EVERY = Duration.ofSeconds(10);

  private final HeadStore heads;
  private final ByteString network;
  private final InstantSource clock;
  private Instant keptAt = Instant.MIN;
  private long keptHeight;

  /// @param network hash of the validators that the network file names
  HeadKeeper(HeadStore heads, ByteString network, InstantSource clock) {
    this.heads = heads;
    this.network = network;
    this.clock = clock;
  }

  /// What an earlier run kept.
  synchronized Optional<HeadStore.Kept> load() {
    Optional<HeadStore.Kept> kept = heads.load();
    keptHeight = kept.map(HeadStore.Kept::height).orElse(0L);
    return kept;
  }

  String cure() {
    return heads.cure();
  }

  Optional<Divergence> divergence() {
    return heads.divergence();
  }

  String evidenceCure() {
    return heads.evidenceCure();
  }

  /// Keeps evidence, if the disk lets it; what was seen counts in any case.
  void keep(Divergence seen) {
    try {
      heads.save(seen);
    } catch (UncheckedIOException e) {
      LOG.log(System.Logger.Level.WARNING, "the evidence of two chains is not kept", e);
    }
  }

  /// Keeps a header if it is higher than the kept one and the time has come.
  ///
  /// @param last whether the time has come in any case
  synchronized void keep(Optional<LightHeader> top, boolean last) {
    Instant now = clock.instant();
    boolean due =
        last
            || keptAt.equals(Instant.MIN)
            || Duration.between(keptAt, now).abs().compareTo(EVERY) >= 0;
    if (!due || top.filter(header -> header.height() > keptHeight).isEmpty()) {
      return;
    }
    try {
      heads.save(new HeadStore.Kept(network, top.get().toWire()));
      keptHeight = top.get().height();
    } catch (UncheckedIOException e) {
      // Proofs must go on over a disk that is full; the next header tries again.
      LOG.log(System.Logger.Level.WARNING, "the highest header of the ledger is not kept", e);
    }
    keptAt = now;
  }
}
