package network.cairn.ledger.engine.snapshot;

import com.google.protobuf.ByteString;
import java.util.Optional;
import java.util.function.Consumer;
import network.cairn.ledger.engine.DamagedLedger;
import network.cairn.ledger.engine.StoredBlocks;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.StateStore;
import network.cairn.ledger.types.Genesis;
import network.cairn.proto.comet.BlockId;

/// Where a state is made again from: the newest snapshot that the blocks bear out, or genesis.
public final class SnapshotStart {
  private SnapshotStart() {}

  /// Fills an empty store from the newest snapshot that is whole and is of this chain and log.
  ///
  /// @param told of each snapshot that is of no use, and of the one that is taken
  /// @throws DamagedLedger if there is none and the log's whole blocks do not begin at height 1
  public static void fill(
      Genesis genesis,
      SnapshotFolder snapshots,
      BlockLog log,
      StateStore states,
      Consumer<String> told) {
    for (long height : snapshots.heights()) {
      boolean gone = height < log.firstHeight() || height + 1 < log.firstWhole();
      if (height > log.lastHeight() || gone) {
        continue;
      }
      try {
        requireOwn(genesis, snapshots.manifest(height), log);
        snapshots.restore(height, states);
        told.accept("the state of height " + height + " comes from its snapshot");
        return;
      } catch (InvalidSnapshot e) {
        told.accept("the snapshot of height " + height + " is of no use: " + e.getMessage());
      }
    }
    if (log.firstWhole() > 1) {
      throw new DamagedLedger(
          "the blocks begin at height "
              + log.firstWhole()
              + " and no snapshot above it is whole; restore the folder snapshots or state from a"
              + " backup");
    }
  }

  /// Refuses a log that ends below a snapshot of its chain: its last blocks are lost, and a ledger
  /// that makes others in their place forks the chain.
  ///
  /// @param told of each snapshot above the log that does not say which chain's it is
  /// @throws DamagedLedger if there is such a snapshot
  public static void requireNoneAbove(
      Genesis genesis, SnapshotFolder snapshots, BlockLog log, Consumer<String> told) {
    for (long height : snapshots.heights()) {
      if (height <= log.lastHeight()) {
        return;
      }
      try {
        requireOwn(genesis, snapshots.manifest(height));
      } catch (InvalidSnapshot e) {
        told.accept("the snapshot of height " + height + " is of no use: " + e.getMessage());
        continue;
      }
      throw new DamagedLedger(
          "there is a snapshot of height "
              + height
              + " but the block log ends at "
              + log.lastHeight()
              + "; restore the log from a backup: a ledger that begins again below is refused by"
              + " all that knew it");
    }
  }

  /// Fills an empty store from the newest snapshot that is whole and is of this chain, for an
  /// engine that checks by its own blocks what follows.
  ///
  /// @param told as the other's
  /// @return false if there is none
  public static boolean fillNewest(
      Genesis genesis, SnapshotFolder snapshots, StateStore states, Consumer<String> told) {
    for (long height : snapshots.heights()) {
      try {
        requireOwn(genesis, snapshots.manifest(height));
        snapshots.restore(height, states);
        told.accept("the state of height " + height + " comes from its snapshot");
        return true;
      } catch (InvalidSnapshot e) {
        told.accept("the snapshot of height " + height + " is of no use: " + e.getMessage());
      }
    }
    return false;
  }

  private static void requireOwn(Genesis genesis, Optional<Manifest> found, BlockLog log) {
    Manifest manifest = requireOwn(genesis, found);
    BlockId id = StoredBlocks.read(log, manifest.height()).orElseThrow().getCommit().getBlockId();
    if (!id.equals(manifest.head().getBlockId())) {
      throw new InvalidSnapshot("block " + manifest.height() + " of the log is not its own");
    }
  }

  private static Manifest requireOwn(Genesis genesis, Optional<Manifest> found) {
    Manifest manifest = found.orElseThrow(() -> new InvalidSnapshot("it is not there any more"));
    if (!manifest.head().getChainRef().equals(ByteString.copyFrom(genesis.chainRef()))) {
      throw new InvalidSnapshot("it is another chain's, " + manifest.head().getChainId());
    }
    return manifest;
  }
}
