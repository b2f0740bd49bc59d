package network.cairn.content.blockservice;

import java.util.Arrays;
import java.util.zip.CRC32C;
import network.cairn.base.memory.ByteBudget;
import network.cairn.ipld.cid.Cid;

/// A block for somebody who lets each part of it wait: it was checked as a whole, and is let go of.
/// Each slice of [ByteBudget#SLICE] bytes is read by itself when its turn comes, and held against
/// the sum (CRC-32C) that it had then. Used by one thread.
public final class SlicedBlock {
  private final BlockSource blocks;
  private final Cid cid;
  private final int end;
  private final int[] sums;
  private int at;
  private int next;

  /// @param content the block's, checked; it is not held
  /// @param from where the first slice begins
  /// @param end of the last slice
  public SlicedBlock(BlockSource blocks, Cid cid, byte[] content, int from, int end) {
    this.blocks = blocks;
    this.cid = cid;
    this.at = from;
    this.end = end;
    this.sums = new int[Math.ceilDiv(end - from, ByteBudget.SLICE)];
    for (int i = 0; i < sums.length; i++) {
      int begin = from + i * ByteBudget.SLICE;
      sums[i] = sum(content, begin, Math.min(ByteBudget.SLICE, end - begin));
    }
  }

  private static int sum(byte[] bytes, int offset, int length) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, offset, length);
    return (int) sum.getValue();
  }

  /// Bytes that are left.
  public int length() {
    return end - at;
  }

  public boolean hasNext() {
    return at < end;
  }

  /// The next slice. One that was spoilt meanwhile is taken from the whole block, which is checked
  /// again.
  public byte[] next() {
    int length = Math.min(ByteBudget.SLICE, end - at);
    byte[] slice = blocks.piece(cid, at, length);
    if (sum(slice, 0, length) != sums[next]) {
      slice = Arrays.copyOfRange(blocks.get(cid).bytes(), at, at + length);
    }
    at += length;
    next++;
    return slice;
  }
}
