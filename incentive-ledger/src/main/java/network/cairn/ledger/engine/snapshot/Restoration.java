package network.cairn.ledger.engine.snapshot;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.LongSupplier;
import network.cairn.base.hash.Sha256;
import network.cairn.ledger.chain.Times;
import network.cairn.ledger.records.BeaconRecord;
import network.cairn.ledger.records.ChainRecord;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.state.Jmt;
import network.cairn.ledger.store.Snapshot;
import network.cairn.ledger.store.StateStore;
import network.cairn.proto.ledgerapi.LedgerHead;

/// Fills a store from the chunks of a snapshot, in order, and makes the root of what came again.
/// For one thread.
public final class Restoration {
  private final StateStore states;
  private final StateStore.Filling filling;
  private final Manifest manifest;
  private final LongSupplier usable;
  private long written;
  private byte[] last = new byte[0];
  private long entries;
  private int next;

  /// Begins; the store's own state is gone from here on.
  Restoration(StateStore states, Manifest manifest) {
    this(states, manifest, () -> Long.MAX_VALUE);
  }

  /// As the other, of a snapshot that others tell of: its chunks may be any bytes, and as many as
  /// they like, until the last one is here.
  ///
  /// @param usable bytes that the disk has left, of which as many stay free as are written
  public Restoration(StateStore states, Manifest manifest, LongSupplier usable) {
    this.states = states;
    this.manifest = manifest;
    this.usable = usable;
    this.filling = states.fill();
  }

  /// The chunk that is to come; as many as there are if none is.
  public int next() {
    return next;
  }

  public boolean isWhole() {
    return next == manifest.chunks().size();
  }

  /// Takes the next chunk.
  ///
  /// @throws InvalidSnapshot if it is not the one that the manifest names, holds no entries, or the
  ///   disk has no room for it
  public void add(ByteString chunk) {
    if (chunk.size() > Manifest.MAX_CHUNK
        || !manifest
            .chunks()
            .get(next)
            .equals(ByteString.copyFrom(Sha256.of(chunk.toByteArray())))) {
      throw new InvalidSnapshot(
          InvalidSnapshot.Part.CHUNK, "chunk " + next + " is not the one that its manifest names");
    }
    written += chunk.size();
    long left = usable.getAsLong();
    if (left < written) {
      throw new InvalidSnapshot(
          InvalidSnapshot.Part.ROOM,
          "the disk has " + left + " bytes left after " + written + " of its bytes; make room");
    }
    SortedMap<byte[], Optional<byte[]>> writes = Chunks.read(chunk.toByteArray(), last);
    try (Snapshot before = states.snapshot()) {
      filling.add(writes, Jmt.update(before, writes).nodes());
    }
    last = writes.lastKey();
    entries += writes.size();
    next++;
  }

  /// Leaves the store empty.
  public void giveUp() {
    states.fill();
  }

  /// The state is the store's now.
  ///
  /// @throws InvalidSnapshot if its entries are not those of the app hash, or its head is not
  ///   theirs
  public LedgerHead finish() {
    LedgerHead head = manifest.head();
    try (Snapshot state = states.snapshot()) {
      require(
          isWhole() && entries == manifest.entries(),
          "it has " + entries + " entries, not " + manifest.entries());
      require(
          Arrays.equals(Jmt.root(state), head.getAppHash().toByteArray()),
          "its entries do not give its app hash");
      requireOwnHead(new LedgerView(state), head);
    } catch (IllegalStateException e) {
      throw new InvalidSnapshot("its entries are no state: " + e.getMessage());
    }
    filling.finish(head);
    return head;
  }

  /// What of the head stands in the state.
  private static void requireOwnHead(LedgerView state, LedgerHead head) {
    ChainRecord chain = state.chain();
    require(
        chain.chainId().equals(head.getChainId()) && chain.chainRef().equals(head.getChainRef()),
        "its chain is not its state's");
    Optional<BeaconRecord> beacon = state.beacon(head.getHeight());
    require(
        beacon.isPresent() && state.beacon(head.getHeight() + 1).isEmpty(),
        "its height is not its state's");
    require(
        Times.ofNanos(beacon.orElseThrow().timeNs()).equals(head.getTime()),
        "its time is not its state's");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new InvalidSnapshot(otherwise);
    }
  }
}
