package network.cairn.deals.provider.prover;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import network.cairn.base.files.DurableFiles;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.proof.UpperLayout;
import network.cairn.ledger.proof.UpperTree;

/// A piece's upper tree on disk: 16 bytes `cairn-tree-v1` and zeros, u64 raw size, then the nodes
/// as [UpperLayout] places them, nothing after them.
///
/// There is no checksum: each node proves itself by its path to the root, which the piece CID
/// names.
final class TreeFile implements AutoCloseable {
  private static final byte[] MAGIC = "cairn-tree-v1\0\0\0".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER = 16 + Long.BYTES;
  private final PieceCid piece;
  private final UpperLayout layout;
  private final FileChannel channel;

  private TreeFile(PieceCid piece, FileChannel channel) {
    this.piece = piece;
    this.layout = new UpperLayout(piece.rawSize());
    this.channel = channel;
  }

  /// Writes a tree so that a crash leaves the old file, the new one or none, and returns when it is
  /// on disk.
  static void write(Path file, UpperTree tree) throws IOException {
    byte[] header = ByteBuffer.allocate(HEADER).put(MAGIC).putLong(tree.layout().rawSize()).array();
    DurableFiles.replace(file, header, tree.bytes());
  }

  /// Opens the tree of `piece`.
  ///
  /// @throws UnusableCache if there is none or it is not of this piece's size
  static TreeFile open(Path file, PieceCid piece) throws IOException {
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      TreeFile tree = new TreeFile(piece, channel);
      try {
        tree.checkHeader();
        return tree;
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (NoSuchFileException e) {
      throw new UnusableCache(piece, file.getFileName() + " is missing");
    }
  }

  private void checkHeader() throws IOException {
    ByteBuffer expected = ByteBuffer.allocate(HEADER).put(MAGIC).putLong(piece.rawSize()).flip();
    if (channel.size() != HEADER + layout.length()) {
      throw new UnusableCache(
          piece, "it has " + channel.size() + " bytes instead of " + (HEADER + layout.length()));
    }
    if (!read(0, HEADER).equals(expected)) {
      throw new UnusableCache(piece, "its header is of another file");
    }
  }

  /// Writes the node's 32 bytes; those that are not over payload are roots of zeros.
  void node(int level, long position, byte[] out, int at) throws IOException {
    if (position < layout.count(level)) {
      read(HEADER + layout.offset(level, position), 32).get(out, at, 32);
    } else {
      UpperTree.zero(level, out, at);
    }
  }

  /// Whether a subtree's root, as this file has it, leads to the piece's root by this file's own
  /// siblings.
  boolean vouchesFor(long subtree) throws IOException {
    return UpperTree.leadsToRoot(piece, subtree, this::node);
  }

  private ByteBuffer read(long position, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    try {
      PieceHasher.readFully(channel::read, position, bytes);
    } catch (EOFException e) {
      throw new UnusableCache(piece, "it ends early");
    }
    return bytes.flip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
