package network.cairn.store.blockstore;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multihash.Multihash;

/// Blocks on this machine's disk.
///
/// Blocks are keyed by multihash: one block under two codecs is kept once. Identity CIDs are
/// answered from the CID and never stored. Blocks of attached CAR files are visible like any other,
/// but nothing here removes them except [#detach]. All methods are thread-safe, may run on virtual
/// threads and may block on the disk.
///
/// Every method throws [java.io.UncheckedIOException] when the disk fails.
public interface Blockstore {
  boolean has(Cid cid);

  /// The block's size in bytes.
  OptionalInt size(Cid cid);

  /// The block, hashed again: nobody, here or elsewhere, is given bytes that are not those of their
  /// name.
  ///
  /// @throws CorruptBlock naming file and offset if the bytes do not match; a later `put` of the
  ///   good bytes replaces them
  Optional<Block> get(Cid cid);

  /// The block for who hashes it before use, such as a peer: checked at least by the sum that is
  /// kept with its place, which finds what a disk spoils at a tenth of the cost of a hash.
  ///
  /// @throws CorruptBlock as [#get]
  default Optional<Block> getToSend(Cid cid) {
    return get(cid);
  }

  /// As [#getToSend], for callers who ask for the same as others do, such as those of a gateway:
  /// what is asked for again and again is kept in memory after its check, within a bound, and
  /// shared.
  default Optional<Block> getShared(Cid cid) {
    return getToSend(cid);
  }

  /// A part of a block's content, not checked: for who has its sum from when the whole was checked.
  ///
  /// @throws IndexOutOfBoundsException if the block is shorter
  default Optional<byte[]> piece(Cid cid, int offset, int length) {
    return getToSend(cid)
        .map(block -> {
          Objects.checkFromIndexSize(offset, length, block.size());
          return Arrays.copyOfRange(block.bytes(), offset, offset + length);
        });
  }

  /// Starts a session of puts. What it puts or keeps is safe from garbage collection until it is
  /// closed.
  Writer writer();

  /// As [#writer()], but space is drawn from the given permission.
  Writer writer(DiskAllowance admission);

  /// Keeps one block; durable when this returns.
  default void put(Block block) {
    try (Writer writer = writer()) {
      writer.put(block);
      writer.commit();
    }
  }

  /// Removes blocks; durable when this returns. Pins are not looked at: that is the repository's
  /// `removeBlocks`.
  Map<Multihash, Deletion> delete(Collection<Multihash> blocks);

  /// All blocks, attached ones included, each once, in order of their multihash. Weakly consistent:
  /// blocks that come or go meanwhile may be missing or present. Nothing is held open between
  /// elements.
  Stream<Multihash> multihashes();

  StoreStats stats();

  /// Makes the blocks of a CARv1 file visible; durable when this returns. The file is read once,
  /// every block is hashed, and from then on the file must not change. A relative path is taken
  /// below the repository's home. The caller has fsynced the file's directory entry.
  ///
  /// Attaching the same id and path again is answered at once.
  ///
  /// @throws CarRefused if the file is not a CARv1 whose blocks match their CIDs
  AttachedCar attach(String id, Path car);

  /// Forgets an attached file; durable when this returns. The file itself stays: its owner deletes
  /// it afterwards.
  ///
  /// @return false if no such id is attached
  boolean detach(String id);

  List<AttachedCar> attached();

  /// Announces from now on every block that becomes durable and readable here, whichever way it
  /// came: put, fetched or attached. Moves within the store are no news.
  void addListener(BlockListener listener);
}
