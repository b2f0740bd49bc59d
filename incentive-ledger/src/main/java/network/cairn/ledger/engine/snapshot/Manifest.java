package network.cairn.ledger.engine.snapshot;

import com.google.protobuf.ByteString;
import java.util.List;
import network.cairn.base.hash.Sha256;
import network.cairn.ledger.engine.BlockExecution;
import network.cairn.ledger.types.Canonical;
import network.cairn.ledger.types.NotCanonical;
import network.cairn.proto.ledgerapi.LedgerHead;
import network.cairn.proto.ledgerapi.SnapshotManifest;

/// What a snapshot is: where its state stands, how many entries it has, the SHA-256 of each chunk.
/// By itself nothing to believe: what the root of its entries and its own state do not prove is the
/// caller's to compare with a header. Immutable.
///
/// @param entries of the state
/// @param chunks SHA-256 of each, in order
public record Manifest(LedgerHead head, long entries, List<ByteString> chunks) {
  /// The form of snapshots, as nodes name it to one another.
  public static final int FORMAT = 1;

  /// Most bytes of a chunk.
  public static final int MAX_CHUNK = 4 << 20;

  /// Most chunks, as CometBFT takes them.
  public static final int MAX_CHUNKS = 100_000;

  /// Longest encoding.
  public static final int MAX_BYTES = 4_000_000;

  private static final int HASH = 32;

  /// @throws InvalidSnapshot if a part is out of its form, or a program of another form made it
  public Manifest {
    chunks = List.copyOf(chunks);
    require(
        head.getSchema() == BlockExecution.SCHEMA,
        "it holds a state of form "
            + head.getSchema()
            + ", this program reads "
            + BlockExecution.SCHEMA);
    require(head.getHeight() >= 1, "it has no height");
    require(
        head.getAppHash().size() == HASH && head.getChainRef().size() == HASH,
        "its app hash or chain_ref has not 32 bytes");
    require(
        !chunks.isEmpty() && chunks.size() <= MAX_CHUNKS,
        "it has " + chunks.size() + " chunks, not 1 to " + MAX_CHUNKS);
    require(
        chunks.stream().allMatch(chunk -> chunk.size() == HASH), "a chunk's hash has not 32 bytes");
    require(entries >= chunks.size(), "it has fewer entries than chunks");
  }

  public long height() {
    return head.getHeight();
  }

  /// @throws InvalidSnapshot if the bytes are no manifest
  public static Manifest decode(ByteString bytes) {
    require(bytes.size() <= MAX_BYTES, "its manifest is longer than " + MAX_BYTES + " bytes");
    SnapshotManifest wire;
    try {
      wire = Canonical.decode(SnapshotManifest.parser(), bytes);
    } catch (NotCanonical e) {
      throw new InvalidSnapshot("its manifest is damaged: " + e.getMessage());
    }
    return new Manifest(wire.getHead(), wire.getEntries(), wire.getChunksList());
  }

  public ByteString encode() {
    return SnapshotManifest.newBuilder()
        .setHead(head)
        .setEntries(entries)
        .addAllChunks(chunks)
        .build()
        .toByteString();
  }

  /// What names the snapshot: the SHA-256 of the encoding.
  public ByteString hash() {
    return ByteString.copyFrom(Sha256.of(encode().toByteArray()));
  }

  /// The same without what neither the entries nor the app hash prove: the block's id, the hash of
  /// its results, the set of the next height. The next block tells them anew.
  public Manifest proven() {
    return new Manifest(
        head.toBuilder().clearBlockId().clearResultsHash().clearValidators().build(),
        entries,
        chunks);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new InvalidSnapshot(otherwise);
    }
  }
}
