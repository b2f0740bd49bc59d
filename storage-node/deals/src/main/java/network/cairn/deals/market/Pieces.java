package network.cairn.deals.market;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import network.cairn.deals.piece.DagPiece;
import network.cairn.deals.piece.NotCanonical;
import network.cairn.deals.piece.PieceBytes;
import network.cairn.deals.protocol.PieceAccess;
import network.cairn.deals.provider.prover.PieceHasher;
import network.cairn.deals.provider.prover.PieceStream;
import network.cairn.ipld.cid.Cid;
import network.cairn.ledger.proof.InvalidPieceCid;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.store.blockstore.Blockstore;

/// Pieces of local DAGs: named in one pass, made again by range for the providers that hold an
/// intent. Nothing is stored twice; at most 16 pieces are kept that nobody fetches. Thread-safe.
final class Pieces implements PieceAccess {
  private static final int IDLE = 16;

  private final Path directory;
  private final Blockstore blocks;
  private final PieceHasher hasher;
  private final Map<Cid, Named> byRoot = new LinkedHashMap<>();
  private final Map<PieceCid, Map<PeerId, Integer>> readers = new HashMap<>();
  private long counter;

  /// @param directory for indexes only, emptied first
  Pieces(Path directory, Blockstore blocks, PieceHasher hasher) throws IOException {
    this.directory = directory;
    this.blocks = blocks;
    this.hasher = hasher;
    Files.createDirectories(directory);
    try (DirectoryStream<Path> old = Files.newDirectoryStream(directory, "*.heads")) {
      for (Path file : old) {
        Files.delete(file);
      }
    }
  }

  private record Named(PieceCid cid, DagPiece bytes) {}

  /// The name of the piece below a root; reads the whole DAG the first time.
  ///
  /// @throws MarketFailure if a block is missing or the DAG is no piece
  PieceCid of(Cid root) {
    synchronized (byRoot) {
      Named known = byRoot.remove(root);
      if (known == null) {
        known = build(root);
      }
      byRoot.put(root, known);
      trim();
      return known.cid();
    }
  }

  private Named build(Cid root) {
    try {
      PieceStream commitment = hasher.stream();
      DagPiece bytes =
          DagPiece.build(
              root, blocks::getVerified, directory.resolve(counter++ + ".heads"), commitment);
      return new Named(commitment.finish().piece(), bytes);
    } catch (DagPiece.BlockMissing e) {
      throw new MarketFailure(MarketFailure.Code.BLOCKS_MISSING, String.valueOf(e.getMessage()), e);
    } catch (NotCanonical | InvalidPieceCid e) {
      throw new MarketFailure(
          MarketFailure.Code.NOT_A_PIECE,
          "the DAG of " + root + " cannot be stored as one piece: " + e.getMessage(),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException("the piece of " + root + " could not be made", e);
    }
  }

  private void trim() {
    Set<Cid> idle = new HashSet<>();
    byRoot.forEach((root, named) -> {
      if (!readers.containsKey(named.cid())) {
        idle.add(root);
      }
    });
    for (Cid root : byRoot.keySet().stream().filter(idle::contains).toList()) {
      if (idle.size() <= IDLE) {
        return;
      }
      idle.remove(root);
      Named gone = byRoot.remove(root);
      if (gone != null) {
        close(gone);
      }
    }
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
    synchronized (byRoot) {
      readers.computeIfAbsent(piece, _ -> new HashMap<>()).merge(provider, 1, Integer::sum);
    }
  }

  void revoke(PieceCid piece, PeerId provider) {
    synchronized (byRoot) {
      readers.computeIfPresent(
          piece,
          (_, peers) -> {
            peers.computeIfPresent(provider, (_, count) -> count > 1 ? count - 1 : null);
            return peers.isEmpty() ? null : peers;
          });
    }
  }

  @Override
  public Optional<PieceBytes> open(PeerId peer, PieceCid piece) {
    synchronized (byRoot) {
      if (!readers.getOrDefault(piece, Map.of()).containsKey(peer)) {
        return Optional.empty();
      }
      return byRoot.values().stream()
          .filter(named -> named.cid().equals(piece))
          .<PieceBytes>map(Named::bytes)
          .findFirst();
    }
  }

  void close() {
    synchronized (byRoot) {
      byRoot.values().forEach(Pieces::close);
      byRoot.clear();
    }
  }
}
