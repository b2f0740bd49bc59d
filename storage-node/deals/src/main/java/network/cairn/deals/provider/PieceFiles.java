package network.cairn.deals.provider;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.LongFunction;
import network.cairn.base.files.DurableFiles;
import network.cairn.deals.piece.PieceBytes;
import network.cairn.deals.piece.WalkMemory;
import network.cairn.deals.provider.prover.PieceHasher;
import network.cairn.deals.provider.prover.PieceStream;
import network.cairn.deals.provider.prover.Prover;
import network.cairn.deals.provider.prover.UnusableCache;
import network.cairn.ledger.api.Proved;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.proof.UpperTree;
import network.cairn.store.blockstore.Blockstore;
import network.cairn.store.blockstore.CarRefused;
import network.cairn.store.repo.Reservation;

/// The provider's pieces on the disk: `pieces/CID.car`, immutable, its blocks served by the store;
/// `pieces/incoming/KEY.part` while it arrives; `trees/` for the prover. Thread-safe.
final class PieceFiles {
  private static final Logger LOG = System.getLogger("network.cairn.provider");
  private static final int COPY = 64 * 1024;
  private static final Path RELATIVE = Path.of("pieces");

  private final Path pieces;
  private final Path incoming;
  private final Blockstore blocks;
  private final PieceHasher hasher;
  private final Prover prover;
  private final Object adopting = new Object();

  PieceFiles(Path home, Blockstore blocks, PieceHasher hasher) throws IOException {
    this.pieces = home.resolve(RELATIVE);
    this.incoming = pieces.resolve("incoming");
    this.blocks = blocks;
    this.hasher = hasher;
    Files.createDirectories(incoming);
    DurableFiles.forceDirectory(home);
    DurableFiles.forceDirectory(pieces);
    this.prover = Prover.open(home.resolve("trees"), hasher);
  }

  PieceStream hashing() {
    return hasher.stream();
  }

  Path part(String key) {
    return incoming.resolve(key + ".part");
  }

  /// Where walks over pieces put what exceeds their share of memory.
  ///
  /// @param room sets bytes of the disk aside, or throws QuotaExceeded
  WalkMemory walkMemory(LongFunction<Reservation> room) {
    return new WalkMemory(incoming, room);
  }

  /// Where parts are while they arrive.
  Path incoming() {
    return incoming;
  }

  /// Bytes of a part; 0 if there is none.
  long partSize(String key) {
    try {
      return Files.size(part(key));
    } catch (IOException e) {
      return 0;
    }
  }

  void deletePart(String key) throws IOException {
    Files.deleteIfExists(part(key));
  }

  private Path file(PieceCid piece) {
    return pieces.resolve(piece + ".car");
  }

  /// Where a home keeps a piece.
  static Path file(Path home, PieceCid piece) {
    return home.resolve(RELATIVE).resolve(piece + ".car");
  }

  boolean has(PieceCid piece) {
    try {
      return Files.size(file(piece)) == piece.rawSize();
    } catch (IOException e) {
      return false;
    }
  }

  /// What to do about a stored piece that is damaged or missing, while its set is live. Nothing
  /// deletes or replaces a piece by itself (docs/protocol.md §8).
  String cure(PieceCid piece) {
    return cure(file(piece));
  }

  static String cure(Path file) {
    return "put a good copy at "
        + file
        + " (a backup, or what 'cairn dag export ROOT' writes on another node that has the file)"
        + " and check it with 'cairn repo verify'; proofs then go on. Or give the set up with"
        + " 'cairn provider terminate', which costs 25 % of the collateral; unproven periods cost"
        + " up to 60 %";
  }

  /// Takes a checked part over as a piece; file, tree and index are on the disk when this returns.
  ///
  /// A piece that another transfer brought meanwhile stays: the store has it open, so that its room
  /// would not come back if this one took its place.
  void complete(String key, UpperTree tree) throws IOException {
    PieceCid piece = tree.piece();
    prover.keep(tree);
    synchronized (adopting) {
      if (has(piece)) {
        deletePart(key);
      } else {
        DurableFiles.adopt(part(key), file(piece));
      }
    }
    attach(piece);
  }

  /// Makes the piece's blocks visible; at once if they are.
  void attach(PieceCid piece) {
    blocks.attach(piece.toString(), RELATIVE.resolve(piece + ".car"));
  }

  /// Takes a piece that is whole here for a duty that would fetch it: its blocks are visible, and
  /// nothing is left of a part, when this returns.
  ///
  /// @throws IOException if the piece cannot be served
  void take(String key, PieceCid piece) throws IOException {
    try {
      attach(piece);
    } catch (CarRefused | IllegalStateException | UncheckedIOException e) {
      throw new IOException(
          "piece " + piece + " cannot be served: " + e.getMessage() + "; " + cure(piece), e);
    }
    deletePart(key);
  }

  /// Removes a piece that no duty needs.
  ///
  /// @param released the last duty that needed it
  void delete(PieceCid piece, Proved<Release> released) throws IOException {
    LOG.log(
        Level.INFO,
        "deleted "
            + Said.piece(piece)
            + ": "
            + released.value().why()
            + ", proved at height "
            + released.height());
    blocks.detach(piece.toString());
    // Before the duty is forgotten: nobody deletes a piece that no duty names.
    DurableFiles.delete(file(piece));
    prover.forget(piece);
  }

  /// Proves leaves, making the tree again if it is damaged.
  byte[] prove(PieceCid piece, long[] indices) throws IOException {
    try (FileChannel bytes = FileChannel.open(file(piece), StandardOpenOption.READ)) {
      try {
        return prover.prove(piece, bytes::read, indices);
      } catch (UnusableCache e) {
        prover.rebuild(piece, bytes::read);
        return prover.prove(piece, bytes::read, indices);
      }
    }
  }

  Optional<PieceBytes> bytes(PieceCid piece) {
    return has(piece) ? Optional.of(new FileBytes(file(piece), piece.rawSize())) : Optional.empty();
  }

  private record FileBytes(Path file, long size) implements PieceBytes {
    @Override
    public void writeTo(OutputStream out, long offset, long length) throws IOException {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        ByteBuffer buffer = ByteBuffer.allocate(COPY);
        for (long at = offset, end = offset + length; at < end; ) {
          buffer.clear().limit((int) Math.min(COPY, end - at));
          int got = channel.read(buffer, at);
          if (got < 0) {
            throw new EOFException(file + " ends at byte " + at);
          }
          out.write(buffer.array(), 0, got);
          at += got;
        }
      }
    }
  }
}
