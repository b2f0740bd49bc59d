package network.cairn.deals.market;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongFunction;
import network.cairn.deals.piece.DagPiece;
import network.cairn.deals.piece.NotCanonicalPiece;
import network.cairn.deals.piece.PieceBytes;
import network.cairn.deals.piece.WalkMemory;
import network.cairn.deals.protocol.PieceAccess;
import network.cairn.deals.provider.prover.PieceHasher;
import network.cairn.deals.provider.prover.PieceStream;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ledger.proof.InvalidPieceCid;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.store.repo.Reservation;

/// Pieces of local DAGs: named in one pass, made again by range for the providers that hold an
/// intent. Nothing is stored twice; at most 16 pieces are kept that nobody fetches. Thread-safe:
/// who asks for a root that is being read waits for that reading, and for no other.
final class Pieces implements PieceAccess {
  private static final int IDLE = 16;

  private final Path directory;
  private final Function<Cid, Optional<Block>> blocks;
  private final PieceHasher hasher;
  private final WalkMemory memory;
  private final PieceGrants grants = new PieceGrants();
  private final AtomicLong counter = new AtomicLong();
  // In the order of their last use. Guarded by itself, held for moments only.
  private final Map<Cid, CompletableFuture<Named>> byRoot = new LinkedHashMap<>();
  private boolean closed;

  /// @param directory for indexes only, emptied first
  /// @param blocks the local store, which checks what it gives
  /// @param room sets bytes of the disk aside, or throws QuotaExceeded
  Pieces(
      Path directory,
      Function<Cid, Optional<Block>> blocks,
      PieceHasher hasher,
      LongFunction<Reservation> room)
      throws IOException {
    this.directory = directory;
    this.blocks = blocks;
    this.hasher = hasher;
    this.memory = new WalkMemory(directory, room);
    Files.createDirectories(directory);
    try (DirectoryStream<Path> old = Files.newDirectoryStream(directory, "*.heads")) {
      for (Path file : old) {
        Files.delete(file);
      }
    }
    memory.deleteLeft();
  }

  private record Named(PieceCid cid, DagPiece bytes) {}

  /// The name of the piece below a root; reads the whole DAG the first time, once for all who ask
  /// meanwhile.
  ///
  /// @throws MarketFailure if a block is missing or the DAG is no piece
  PieceCid of(Cid root) {
    CompletableFuture<Named> mine = new CompletableFuture<>();
    CompletableFuture<Named> known;
    synchronized (byRoot) {
      known = byRoot.remove(root);
      byRoot.put(root, known == null ? mine : known);
    }
    if (known == null) {
      make(root, mine);
    }
    Named named = joined(known == null ? mine : known);
    trim();
    return named.cid();
  }

  private static Named joined(CompletableFuture<Named> piece) {
    try {
      return piece.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw e;
      }
    }
  }

  private void make(Cid root, CompletableFuture<Named> piece) {
    try {
      Named named = build(root);
      if (!publish(piece, named)) {
        close(named);
        throw new IllegalStateException("the market was closed");
      }
    } catch (Throwable e) {
      synchronized (byRoot) {
        byRoot.remove(root, piece);
      }
      piece.completeExceptionally(e);
    }
  }

  /// False if the market was closed meanwhile.
  private boolean publish(CompletableFuture<Named> piece, Named named) {
    synchronized (byRoot) {
      return !closed && piece.complete(named);
    }
  }

  private Named build(Cid root) {
    try {
      PieceStream commitment = hasher.stream();
      Path index = directory.resolve(counter.getAndIncrement() + ".heads");
      DagPiece bytes = DagPiece.build(root, blocks, index, memory, commitment);
      return new Named(commitment.finish().piece(), bytes);
    } catch (DagPiece.BlockMissing e) {
      throw new MarketFailure(MarketFailure.Code.BLOCKS_MISSING, String.valueOf(e.getMessage()), e);
    } catch (NotCanonicalPiece | InvalidPieceCid e) {
      throw new MarketFailure(
          MarketFailure.Code.NOT_A_PIECE,
          "the DAG of " + root + " cannot be stored as one piece: " + e.getMessage(),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException("the piece of " + root + " could not be made", e);
    }
  }

  /// Forgets the pieces that were idle for longest.
  private void trim() {
    synchronized (byRoot) {
      long idle = byRoot.values().stream().filter(this::isIdle).count();
      Iterator<CompletableFuture<Named>> oldest = byRoot.values().iterator();
      while (idle > IDLE && oldest.hasNext()) {
        CompletableFuture<Named> piece = oldest.next();
        if (isIdle(piece)) {
          oldest.remove();
          close(piece.join());
          idle--;
        }
      }
    }
  }

  private boolean isIdle(CompletableFuture<Named> piece) {
    return isMade(piece) && !grants.any(piece.join().cid());
  }

  private static boolean isMade(CompletableFuture<Named> piece) {
    return piece.isDone() && !piece.isCompletedExceptionally();
  }

  private static void close(Named named) {
    try {
      named.bytes().close();
    } catch (IOException e) {
      throw new UncheckedIOException("an index of a piece could not be deleted", e);
    }
  }

  /// Lets a provider read a piece until [#revoke], which is called as often.
  void grant(PieceCid piece, PeerId provider) {
    grants.grant(piece, provider);
  }

  void revoke(PieceCid piece, PeerId provider) {
    grants.revoke(piece, provider);
  }

  @Override
  public Optional<PieceBytes> open(PeerId peer, PieceCid piece) {
    if (!grants.holds(piece, peer)) {
      return Optional.empty();
    }
    synchronized (byRoot) {
      return byRoot.values().stream()
          .filter(Pieces::isMade)
          .map(CompletableFuture::join)
          .filter(named -> named.cid().equals(piece))
          .<PieceBytes>map(Named::bytes)
          .findFirst();
    }
  }

  /// Whoever still reads a DAG fails.
  void close() {
    synchronized (byRoot) {
      closed = true;
      byRoot.values().stream()
          .filter(Pieces::isMade)
          .map(CompletableFuture::join)
          .forEach(Pieces::close);
      byRoot.clear();
    }
  }
}
