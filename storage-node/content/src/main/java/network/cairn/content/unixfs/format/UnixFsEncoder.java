package network.cairn.content.unixfs.format;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import network.cairn.base.tree.Attributes;
import network.cairn.proto.unixfs.UnixFsData;
import network.cairn.proto.unixfs.UnixFsData.DataType;
import network.cairn.proto.unixfs.UnixTime;

/// Data fields of UnixFS nodes, byte for byte as Kubo writes them: fields ascending, nothing that
/// is unset.
public final class UnixFsEncoder {
  /// The multicodec murmur3-x64-64, which every shard names.
  static final long MURMUR3 = 0x22;

  private static final int MIN_FANOUT = 8;
  private static final int MAX_FANOUT = 1024;
  private static final byte[] DIRECTORY =
      UnixFsData.newBuilder().setType(DataType.DIRECTORY).build().toByteArray();

  private UnixFsEncoder() {}

  /// Whether a shard may have this many slots.
  public static boolean legalFanout(long fanout) {
    return fanout >= MIN_FANOUT && fanout <= MAX_FANOUT && Long.bitCount(fanout) == 1;
  }

  /// The data field of a plain directory.
  public static byte[] directory() {
    return DIRECTORY.clone();
  }

  /// As [#directory()].
  public static byte[] directory(Attributes kept) {
    return with(UnixFsData.newBuilder().setType(DataType.DIRECTORY), kept);
  }

  /// The data field of a file node that has children and no bytes of its own.
  ///
  /// @param sizes file bytes below each link
  public static byte[] fileOf(List<Long> sizes) {
    return fileOf(sizes, Attributes.NONE);
  }

  /// As [#fileOf(List)], of a root.
  public static byte[] fileOf(List<Long> sizes, Attributes kept) {
    long sum = sizes.stream().mapToLong(Long::longValue).sum();
    return with(
        UnixFsData.newBuilder().setType(DataType.FILE).setFilesize(sum).addAllBlocksizes(sizes),
        kept);
  }

  /// The data field of a file that is one node.
  public static byte[] file(byte[] content, Attributes kept) {
    UnixFsData.Builder data =
        UnixFsData.newBuilder().setType(DataType.FILE).setFilesize(content.length);
    if (content.length > 0) {
      data.setData(UnsafeByteOperations.unsafeWrap(content));
    }
    return with(data, kept);
  }

  /// The data field of a symlink.
  public static byte[] symlink(String target) {
    return symlink(target, Attributes.NONE);
  }

  /// As [#symlink(String)].
  public static byte[] symlink(String target, Attributes kept) {
    return with(
        UnixFsData.newBuilder().setType(DataType.SYMLINK).setData(ByteString.copyFromUtf8(target)),
        kept);
  }

  /// The data field of a shard.
  ///
  /// @param occupied the slots in use
  public static byte[] shard(BitSet occupied, int fanout) {
    return shard(occupied, fanout, Attributes.NONE);
  }

  /// As [#shard(BitSet, int)], of a root.
  public static byte[] shard(BitSet occupied, int fanout, Attributes kept) {
    return with(
        UnixFsData.newBuilder()
            .setType(DataType.HAMT_SHARD)
            .setData(UnsafeByteOperations.unsafeWrap(bitfield(occupied)))
            .setHashType(MURMUR3)
            .setFanout(fanout),
        kept);
  }

  private static byte[] with(UnixFsData.Builder data, Attributes kept) {
    if (kept.mode() != 0) {
      data.setMode(kept.mode());
    }
    kept.time().ifPresent(time -> data.setMtime(time(time)));
    return data.build().toByteArray();
  }

  private static UnixTime time(Instant time) {
    int fraction = time.getNano();
    UnixTime.Builder written = UnixTime.newBuilder().setSeconds(time.getEpochSecond());
    return fraction > 0 ? written.setFractionalNanoseconds(fraction).build() : written.build();
  }

  /// Big-endian without leading zero bytes.
  private static byte[] bitfield(BitSet occupied) {
    byte[] littleEndian = occupied.toByteArray();
    byte[] bits = new byte[littleEndian.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = littleEndian[bits.length - 1 - i];
    }
    return bits;
  }
}
