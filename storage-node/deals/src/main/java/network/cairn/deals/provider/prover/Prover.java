package network.cairn.deals.provider.prover;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import network.cairn.base.files.DurableFiles;
import network.cairn.ledger.proof.Multiproof;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.proof.ProofPlan;
import network.cairn.ledger.proof.Subtree;
import network.cairn.ledger.proof.UpperLayout;
import network.cairn.ledger.proof.UpperTree;

/// Keeps the upper trees of pieces in one directory and proves possession from them and the pieces'
/// bytes.
///
/// A proof reads each challenged subtree once, at most 256 KiB per distinct challenge with the
/// nodes above it, and hashes it again, so that damage is found before the ledger finds it. Pieces
/// of one subtree (254 KiB) need no file. Thread-safe; needs about 800 KiB per proof at work.
public final class Prover {
  private final Path directory;
  private final PieceHasher hasher;

  private Prover(Path directory, PieceHasher hasher) {
    this.directory = directory;
    this.hasher = hasher;
  }

  /// Opens the directory of tree files, which holds nothing else, making it if need be; what a
  /// crash left unfinished is deleted. One prover per directory.
  public static Prover open(Path directory, PieceHasher hasher) throws IOException {
    Files.createDirectories(directory);
    DurableFiles.deleteDrafts(directory);
    return new Prover(directory, hasher);
  }

  /// Keeps the tree of a piece that was hashed while it arrived; durable on return.
  public synchronized PieceCid keep(UpperTree tree) throws IOException {
    PieceCid piece = tree.piece();
    if (tree.layout().base() < tree.layout().height()) {
      TreeFile.write(file(piece), tree);
    }
    return piece;
  }

  /// Commits to a stored piece and keeps its tree; durable on return.
  public PieceCid commit(PieceReader bytes, long rawSize) throws IOException {
    return keep(hasher.hash(bytes, rawSize));
  }

  /// Hashes the whole piece again and replaces its tree.
  ///
  /// @throws CorruptPiece if its bytes are no longer those of its name
  public void rebuild(PieceCid piece, PieceReader bytes) throws IOException {
    UpperTree tree;
    try {
      tree = hasher.hash(bytes, piece.rawSize());
    } catch (EOFException e) {
      throw endsEarly(piece, e);
    }
    if (!tree.piece().equals(piece)) {
      throw new CorruptPiece(piece, "its bytes hash to " + tree.piece());
    }
    keep(tree);
  }

  /// Forgets a piece's tree; nothing happens if there is none.
  public void forget(PieceCid piece) throws IOException {
    Files.deleteIfExists(file(piece));
  }

  /// Proves that these leaves are here: bytes that the ledger accepts for the same indices.
  ///
  /// @param piece a canonical name
  /// @param indices 1 to 255 distinct leaves over payload; they may repeat
  /// @throws CorruptPiece if a challenged part of the piece is damaged or missing
  /// @throws UnusableCache if the tree file is missing or damaged
  public byte[] prove(PieceCid piece, PieceReader bytes, long[] indices) throws IOException {
    if (!piece.isCanonical()) {
      throw new IllegalArgumentException(piece + " is not the canonical name of its bytes");
    }
    if (Arrays.stream(indices).anyMatch(index -> index >= piece.leafCount())) {
      throw new IllegalArgumentException("a leaf index is not below " + piece.leafCount());
    }
    ProofPlan plan = ProofPlan.of(piece.height(), indices);
    byte[] nodes = new byte[32 * plan.size()];
    if (piece.height() <= Subtree.HEIGHT) {
      fillLower(
          piece, bytes, plan, nodes, (subtree, root) -> check(piece, piece.root(), root, subtree));
    } else {
      try (TreeFile tree = TreeFile.open(file(piece), piece)) {
        fillUpper(tree, plan, nodes);
        fillLower(piece, bytes, plan, nodes, (subtree, root) -> check(piece, tree, root, subtree));
      }
    }
    byte[] proof = plan.encode(nodes);
    if (!Multiproof.verify(piece, indices, ByteBuffer.wrap(proof))) {
      throw new UnusableCache(piece, "its nodes do not lead to the piece's root");
    }
    return proof;
  }

  /// Says what is wrong if a subtree's root is not the expected one.
  private interface SubtreeCheck {
    void check(long subtree, byte[] root) throws IOException;
  }

  private static void fillUpper(TreeFile tree, ProofPlan plan, byte[] nodes) throws IOException {
    for (int i = 0; i < plan.size(); i++) {
      if (plan.level(i) >= Subtree.HEIGHT) {
        tree.node(plan.level(i), plan.position(i), nodes, 32 * i);
      }
    }
  }

  private static void fillLower(
      PieceCid piece, PieceReader bytes, ProofPlan plan, byte[] nodes, SubtreeCheck check)
      throws IOException {
    UpperLayout layout = new UpperLayout(piece.rawSize());
    int base = layout.base();
    Subtree subtree = new Subtree(base);
    byte[] raw = new byte[layout.rawLength(0)];
    byte[] root = new byte[32];
    for (Map.Entry<Long, List<Integer>> wanted : bySubtree(plan, base).entrySet()) {
      long number = wanted.getKey();
      int length = layout.rawLength(number);
      read(piece, bytes, number, ByteBuffer.wrap(raw, 0, length));
      subtree.load(raw, 0, length);
      subtree.root(root, 0);
      check.check(number, root);
      for (int i : wanted.getValue()) {
        long first = number << (base - plan.level(i));
        subtree.node(plan.level(i), (int) (plan.position(i) - first), nodes, 32 * i);
      }
    }
  }

  private static SortedMap<Long, List<Integer>> bySubtree(ProofPlan plan, int base) {
    SortedMap<Long, List<Integer>> wanted = new TreeMap<>();
    for (int i = 0; i < plan.size(); i++) {
      int level = plan.level(i);
      if (level < base) {
        wanted.computeIfAbsent(plan.position(i) >> (base - level), _ -> new ArrayList<>()).add(i);
      }
    }
    return wanted;
  }

  private static void read(PieceCid piece, PieceReader bytes, long subtree, ByteBuffer into)
      throws IOException {
    try {
      PieceHasher.readFully(bytes, subtree * Subtree.RAW_BYTES, into);
    } catch (EOFException e) {
      throw endsEarly(piece, e);
    }
  }

  private static void check(PieceCid piece, byte[] expected, byte[] root, long subtree) {
    if (!Arrays.equals(expected, root)) {
      long first = subtree * Subtree.RAW_BYTES;
      throw new CorruptPiece(
          piece, "its 254 KiB from byte " + first + " do not hash to what they must");
    }
  }

  private static void check(PieceCid piece, TreeFile tree, byte[] root, long subtree)
      throws IOException {
    byte[] expected = new byte[32];
    tree.node(Subtree.HEIGHT, subtree, expected, 0);
    if (!Arrays.equals(expected, root) && !tree.vouchesFor(subtree)) {
      throw new UnusableCache(
          piece, "its nodes above subtree " + subtree + " do not lead to the piece's root");
    }
    check(piece, expected, root, subtree);
  }

  private static CorruptPiece endsEarly(PieceCid piece, EOFException cause) {
    CorruptPiece failure =
        new CorruptPiece(piece, "it ends before its " + piece.rawSize() + " bytes");
    failure.initCause(cause);
    return failure;
  }

  private Path file(PieceCid piece) {
    return directory.resolve(piece + ".tree");
  }
}
