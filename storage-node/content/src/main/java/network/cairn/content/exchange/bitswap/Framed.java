package network.cairn.content.exchange.bitswap;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import network.cairn.base.varint.Varint;
import network.cairn.ipld.dag.Block;
import network.cairn.proto.bitswap.BitswapMessage;

/// A message behind its length, as it goes onto a stream, whose large blocks lie where they were
/// read and are copied nowhere. Immutable.
final class Framed {
  /// A smaller block is copied beside what is before it, so that a piece is worth its write.
  private static final int LARGE = 16 * 1024;

  private static final int PAYLOAD = BitswapMessage.PAYLOAD_FIELD_NUMBER;
  private static final int PREFIX = BitswapMessage.BlockData.PREFIX_FIELD_NUMBER;
  private static final int DATA = BitswapMessage.BlockData.DATA_FIELD_NUMBER;

  private final List<byte[]> pieces;
  private final int length;

  private Framed(List<byte[]> pieces) {
    this.pieces = pieces;
    this.length = pieces.stream().mapToInt(piece -> piece.length).sum();
  }

  /// Something that takes bytes.
  interface Out {
    void write(byte[] bytes, int offset, int length) throws IOException;
  }

  /// @param before what of the message comes before its blocks
  /// @param after what comes behind them
  static Framed of(byte[] before, List<Block> blocks, byte[] after) {
    try {
      Gathering out = new Gathering();
      out.small(Varint.encode(size(before, blocks, after)));
      out.small(before);
      for (Block block : blocks) {
        out.block(block);
      }
      out.small(after);
      return new Framed(out.pieces());
    } catch (IOException e) {
      throw new UncheckedIOException("an array cannot fail to be written", e);
    }
  }

  private static long size(byte[] before, List<Block> blocks, byte[] after) {
    long size = (long) before.length + after.length;
    for (Block block : blocks) {
      int body = payloadSize(block);
      size += CodedOutputStream.computeTagSize(PAYLOAD) + Varint.length(body) + body;
    }
    return size;
  }

  private static int payloadSize(Block block) {
    return CodedOutputStream.computeByteArraySize(PREFIX, MessageCodec.prefix(block.cid()))
        + (block.size() == 0 ? 0 : CodedOutputStream.computeByteArraySize(DATA, block.bytes()));
  }

  /// What has been written, in pieces.
  private static final class Gathering {
    private final List<byte[]> pieces = new ArrayList<>();
    private final ByteArrayOutputStream small = new ByteArrayOutputStream();
    private final CodedOutputStream out = CodedOutputStream.newInstance(small, 256);

    void small(byte[] bytes) throws IOException {
      out.writeRawBytes(bytes);
    }

    void block(Block block) throws IOException {
      out.writeTag(PAYLOAD, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt32NoTag(payloadSize(block));
      out.writeByteArray(PREFIX, MessageCodec.prefix(block.cid()));
      if (block.size() == 0) {
        return;
      }
      out.writeTag(DATA, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt32NoTag(block.size());
      if (block.size() < LARGE) {
        small(block.bytes());
      } else {
        end();
        pieces.add(block.bytes());
      }
    }

    private void end() throws IOException {
      out.flush();
      if (small.size() > 0) {
        pieces.add(small.toByteArray());
        small.reset();
      }
    }

    List<byte[]> pieces() throws IOException {
      end();
      return pieces;
    }
  }

  int length() {
    return length;
  }

  /// Writes the bytes from one position to another, in order, in as many pieces as they lie in.
  ///
  /// @param to behind the last; what is beyond the end is left out
  void write(int from, int to, Out out) throws IOException {
    int start = 0;
    for (byte[] piece : pieces) {
      int first = Math.max(from - start, 0);
      int end = Math.min(to - start, piece.length);
      if (first < end) {
        out.write(piece, first, end - first);
      }
      start += piece.length;
    }
  }

  /// A copy of the bytes from one position to another, which keeps nothing of the rest alive.
  ///
  /// @param to behind the last; what is beyond the end is left out
  Framed copy(int from, int to) {
    byte[] copied = new byte[Math.min(to, length) - from];
    int at = 0;
    int start = 0;
    for (byte[] piece : pieces) {
      int first = Math.max(from - start, 0);
      int n = Math.min(to - start, piece.length) - first;
      if (n > 0) {
        System.arraycopy(piece, first, copied, at, n);
        at += n;
      }
      start += piece.length;
    }
    return new Framed(List.of(copied));
  }
}
