package network.cairn.ledger.api;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import network.cairn.base.hash.Sha256;
import network.cairn.ledger.chain.Headers;
import network.cairn.ledger.chain.MerkleTree;
import network.cairn.ledger.engine.Engine;
import network.cairn.ledger.engine.TxName;
import network.cairn.ledger.rules.TxResult;
import network.cairn.proto.comet.ExecTxResult;
import network.cairn.proto.comet.Header;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.comet.SignedHeader;
import network.cairn.proto.ledgerapi.TxProof;
import network.cairn.proto.ledgerapi.TxRecord;

/// Proofs that transactions and their results are in blocks, made and checked (docs/protocol.md
/// §9). A block's leaves are made once for all who ask, without holding up those who ask for
/// another's, and kept of the last few blocks that were asked for. Thread-safe.
final class TxProofs {
  private static final int BLOCKS = 8;

  /// Blocks that are read and hashed at the same time.
  private static final int AT_ONCE = 4;

  private final Engine engine;
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final Object lock = new Object();
  private final Map<Long, FutureTask<Optional<Leaves>>> making = new HashMap<>();
  private final Map<Long, Leaves> recent =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Leaves> eldest) {
          return size() > BLOCKS;
        }
      };

  TxProofs(Engine engine) {
    this.engine = engine;
  }

  private record Leaves(List<ByteString> txs, List<ByteString> results) {}

  /// The proof of what a receipt says; empty while the next header is missing.
  Optional<TxProof> prove(TxReceipt receipt) {
    Optional<SignedHeader> header = engine.signedHeader(receipt.height());
    Optional<LightBlock> next = engine.lightBlock(receipt.height() + 1);
    if (header.isEmpty() || next.isEmpty()) {
      return Optional.empty();
    }
    return leaves(receipt.height())
        .filter(leaves -> receipt.index() < leaves.txs().size())
        .map(leaves ->
            TxProof.newBuilder()
                .setHeader(header.get().getHeader())
                .setNext(next.get())
                .setTotal(leaves.txs().size())
                .addAllTxAunts(MerkleTree.path(leaves.txs(), receipt.index()))
                .addAllResultAunts(MerkleTree.path(leaves.results(), receipt.index()))
                .build());
  }

  private Optional<Leaves> leaves(long height) {
    FutureTask<Optional<Leaves>> own = new FutureTask<>(() -> make(height));
    FutureTask<Optional<Leaves>> others;
    synchronized (lock) {
      Leaves known = recent.get(height);
      if (known != null) {
        return Optional.of(known);
      }
      others = making.putIfAbsent(height, own);
    }
    if (others != null) {
      return result(others);
    }
    own.run();
    synchronized (lock) {
      making.remove(height);
    }
    return result(own);
  }

  private Optional<Leaves> make(long height) {
    places.acquireUninterruptibly();
    try {
      Optional<Leaves> made = engine.names(height).map(names -> leaves(height, names));
      synchronized (lock) {
        made.ifPresent(leaves -> recent.put(height, leaves));
      }
      return made;
    } finally {
      places.release();
    }
  }

  private static Optional<Leaves> result(FutureTask<Optional<Leaves>> made) {
    try {
      return made.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LedgerUnavailable("interrupted while a proof was made", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new LedgerUnavailable("the proof cannot be made: " + e.getCause(), e);
    }
  }

  private Leaves leaves(long height, List<TxName> names) {
    List<ByteString> hashes = names.stream().map(TxName::hash).toList();
    List<ByteString> results =
        engine.read(state -> {
          List<ByteString> all = new ArrayList<>();
          for (int i = 0; i < names.size(); i++) {
            Optional<TxRecord> known =
                names.get(i).bodyId().flatMap(id -> state.tx(id.toByteArray()));
            all.add(i == 0 ? result(TxResult.DONE, ByteString.EMPTY) : result(height, i, known));
          }
          return all;
        });
    return new Leaves(hashes, results);
  }

  /// A transaction of a block whose record stands for another block, or that has none, was void.
  private static ByteString result(long height, int index, Optional<TxRecord> known) {
    return known
        .filter(record -> record.getHeight() == height && record.getIndex() == index)
        .map(record -> result(record.getCode(), record.getData()))
        .orElseGet(() -> result(TxResult.VOID, ByteString.EMPTY));
  }

  private static ByteString result(int code, ByteString data) {
    return ExecTxResult.newBuilder().setCode(code).setData(data).build().toByteString();
  }

  /// Whether a proof shows what a receipt says of an envelope.
  ///
  /// @param next the proof's second header, believed
  static boolean hold(ByteString envelope, TxReceipt receipt, TxProof proof, Header next) {
    Header header = proof.getHeader();
    return receipt.height() > 0
        && next.getHeight() == receipt.height() + 1
        && header.getHeight() == receipt.height()
        && Headers.hash(header).equals(next.getLastBlockId().getHash())
        && MerkleTree.holds(
            header.getDataHash(),
            proof.getTotal(),
            receipt.index(),
            ByteString.copyFrom(Sha256.of(envelope.toByteArray())),
            proof.getTxAuntsList())
        && MerkleTree.holds(
            next.getLastResultsHash(),
            proof.getTotal(),
            receipt.index(),
            result(receipt.code(), receipt.data()),
            proof.getResultAuntsList());
  }
}
