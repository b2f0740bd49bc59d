package network.cairn.ledger.engine.comet;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;
import network.cairn.ledger.chain.ForkEvidence;
import network.cairn.ledger.chain.Validators;
import network.cairn.ledger.engine.BlocksUnavailable;
import network.cairn.ledger.engine.ChainMove;
import network.cairn.ledger.engine.StoredBlocks;
import network.cairn.ledger.engine.TxName;
import network.cairn.ledger.engine.ValidatorSets;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.types.Genesis;
import network.cairn.proto.comet.SignedHeader;
import network.cairn.proto.ledgerapi.StoredBlock;

/// The blocks of a chain that CometBFT makes: those of before its first one in this home's log, its
/// own at its door. Each method throws [BlocksUnavailable] if CometBFT does not answer.
/// Thread-safe.
final class CometBlocks implements AutoCloseable {
  /// Newest signed headers in memory: every proof needs one of them.
  private static final int KEPT = 256;

  private final Genesis genesis;
  private final Optional<ChainMove> move;
  private final Optional<BlockLog> before;
  private final CometRpc rpc;
  private final LongSupplier head;
  private final ConcurrentSkipListMap<Long, SignedHeader> headers = new ConcurrentSkipListMap<>();

  /// @param move where CometBFT's first block follows, if not genesis
  /// @param before the blocks up to there, where this home has them; closed with this
  /// @param head the newest height: none above it is told
  CometBlocks(
      Genesis genesis,
      Optional<ChainMove> move,
      Optional<BlockLog> before,
      CometRpc rpc,
      LongSupplier head) {
    this.genesis = genesis;
    this.move = move;
    this.before = before;
    this.rpc = rpc;
    this.head = head;
  }

  Optional<SignedHeader> signedHeader(long height) {
    if (!isThere(height)) {
      return Optional.empty();
    }
    Optional<StoredBlock> old = stored(height);
    if (old.isPresent() || isBefore(height)) {
      return old.map(StoredBlocks::signedHeader);
    }
    SignedHeader known = headers.get(height);
    if (known != null) {
      return Optional.of(known);
    }
    try {
      Optional<SignedHeader> asked = rpc.commit(height);
      asked.filter(_ -> height > head.getAsLong() - KEPT).ifPresent(found -> keep(height, found));
      return asked;
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  private boolean isThere(long height) {
    return height >= 1 && height <= head.getAsLong();
  }

  /// Whether a height is of before CometBFT's first.
  boolean isBefore(long height) {
    return move.filter(m -> height <= m.height()).isPresent();
  }

  private Optional<StoredBlock> stored(long height) {
    return isBefore(height)
        ? before.flatMap(log -> StoredBlocks.read(log, height))
        : Optional.empty();
  }

  private static BlocksUnavailable unavailable(IOException e) {
    return new BlocksUnavailable("CometBFT, which keeps the blocks, does not give one now", e);
  }

  private void keep(long height, SignedHeader found) {
    headers.put(height, found);
    while (headers.size() > KEPT) {
      headers.pollFirstEntry();
    }
  }

  Optional<List<ByteString>> transactions(long height) {
    if (!isThere(height)) {
      return Optional.empty();
    }
    if (isBefore(height)) {
      return stored(height)
          .filter(block -> !StoredBlocks.isShortened(block))
          .map(block -> block.getBlock().getData().getTxsList());
    }
    try {
      return rpc.transactions(height);
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  /// The names of the transactions of a block of before CometBFT's first.
  Optional<List<TxName>> namesBefore(long height) {
    return stored(height).map(StoredBlocks::names);
  }

  /// The set that signed a block.
  Optional<Validators> validators(long height) {
    Optional<SignedHeader> signed = signedHeader(height);
    if (signed.isEmpty()) {
      return Optional.empty();
    }
    if (isBefore(height)) {
      return stored(height).map(block -> ValidatorSets.of(block, genesis));
    }
    ByteString hash = signed.get().getHeader().getValidatorsHash();
    Validators first = ValidatorSets.ofGenesis(genesis);
    if (first.hash().equals(hash)) {
      return Optional.of(first);
    }
    try {
      return rpc.validators(height).filter(set -> set.hash().equals(hash));
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  /// The proposer priorities of a block's set; none where CometBFT did not make it.
  List<Long> turns(long height) {
    if (height <= CometGenesis.base(move) || height > head.getAsLong()) {
      return List.of();
    }
    try {
      return rpc.turns(height);
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  /// A block below the newest, with the commit of the next one, by which CometBFT judges too; what
  /// is remembered of the time when it was the newest may have others' votes.
  Optional<ForkEvidence.Own> own(long height) {
    try {
      return rpc.commit(height)
          .flatMap(signed -> validators(height).map(set -> new ForkEvidence.Own(signed, set)));
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  @Override
  public void close() {
    before.ifPresent(BlockLog::close);
  }
}
