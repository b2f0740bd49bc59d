package network.cairn.deals.provider;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import network.cairn.deals.provider.prover.CorruptPiece;
import network.cairn.deals.provider.prover.PieceHasher;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.cid.InvalidCid;
import network.cairn.ledger.proof.InvalidPieceCid;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.store.blockstore.AttachedCar;
import network.cairn.store.repo.Repository;

/// Reads every piece that a repository keeps for others and compares its commitment with its name:
/// what `repo verify` does beside the blocks in packs. Changes nothing. Stateless.
public final class PieceAudit {
  private PieceAudit() {}

  /// How an audit ended.
  public record Report(int checked, int damaged) {}

  /// @param damage told each damaged or missing piece: which, for what, and what to do
  public static Report run(Repository repo, Consumer<String> damage) {
    int cores = Runtime.getRuntime().availableProcessors();
    Map<String, List<String>> pieces = pieces(repo);
    int damaged = 0;
    try (ExecutorService workers = Executors.newFixedThreadPool(cores)) {
      PieceHasher hasher = new PieceHasher(workers, cores);
      for (Map.Entry<String, List<String>> entry : pieces.entrySet()) {
        PieceCid piece = PieceCid.parse(Cid.parse(entry.getKey()));
        Path file = PieceFiles.file(repo.home(), piece);
        try {
          check(hasher, piece, file);
        } catch (CorruptPiece | NoSuchFileException e) {
          damaged++;
          String what =
              e instanceof CorruptPiece ? e.getMessage() : "piece " + piece + " is missing";
          damage.accept(what + of(entry.getValue()) + "; " + PieceFiles.cure(file));
        } catch (IOException e) {
          damaged++;
          damage.accept(
              "piece "
                  + piece
                  + of(entry.getValue())
                  + " cannot be read: "
                  + e.getMessage()
                  + "; check the disk");
        }
      }
    }
    return new Report(pieces.size(), damaged);
  }

  private static String of(List<String> sets) {
    return sets.isEmpty() ? "" : " (" + String.join(", ", sets) + ")";
  }

  /// The pieces that are here by now, by name, with the sets that they are for.
  private static Map<String, List<String>> pieces(Repository repo) {
    Map<String, List<String>> pieces = new TreeMap<>();
    for (Holdings.Named named : new Holdings(repo.state()).list()) {
      if (named.holding().state() != Holding.State.RECEIVING) {
        List<String> sets =
            pieces.computeIfAbsent(named.piece().toString(), _ -> new ArrayList<>());
        if (named.holding().set() != 0) {
          sets.add("set " + named.holding().set());
        }
      }
    }
    for (AttachedCar car : repo.blockstore().attached()) {
      if (isPiece(car.id())) {
        pieces.computeIfAbsent(car.id(), _ -> new ArrayList<>());
      }
    }
    return pieces;
  }

  private static boolean isPiece(String id) {
    try {
      return PieceCid.parse(Cid.parse(id)).toString().equals(id);
    } catch (InvalidCid | InvalidPieceCid e) {
      return false;
    }
  }

  private static void check(PieceHasher hasher, PieceCid piece, Path file) throws IOException {
    try (FileChannel bytes = FileChannel.open(file, StandardOpenOption.READ)) {
      if (bytes.size() != piece.rawSize()) {
        throw new CorruptPiece(
            piece, "it has " + bytes.size() + " bytes instead of " + piece.rawSize());
      }
      PieceCid found = hasher.hash(bytes::read, piece.rawSize()).piece();
      if (!found.equals(piece)) {
        throw new CorruptPiece(piece, "its bytes hash to " + found);
      }
    }
  }
}
