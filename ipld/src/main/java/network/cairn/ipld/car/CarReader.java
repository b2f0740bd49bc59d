package network.cairn.ipld.car;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.cid.InvalidCid;
import network.cairn.ipld.codec.dagcbor.DagCbor;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.model.InvalidNode;
import network.cairn.ipld.model.Node;

/// Reads a CAR from a stream: a CARv1, or the payload of a CARv2 (its index is not looked at).
///
/// Reads ahead in an own buffer, so the stream is not positioned behind what was returned. A stream
/// that ends inside a section is an error that names the section's offset; all sections before it
/// are good. Not thread-safe; does not close the stream.
public final class CarReader {
  /// The longest header that is read, in bytes.
  public static final int MAX_HEADER = 1024 * 1024;

  private static final int MAX_CID = 8192;
  private static final int V2_HEADER = 40;

  /// What to do about a section of length zero, which some writers put behind the last block as
  /// filling.
  public enum ZeroSections {
    /// It is an error.
    REFUSE,
    /// It ends the CAR, whatever follows.
    END
  }

  private final CarInput in;
  private final int maxSection;
  private final ZeroSections zeroSections;
  private final int version;
  private final List<Cid> roots;
  private final long payloadOffset;

  /// Reads the header; blocks up to [Block#READ_LIMIT], zero sections refused.
  ///
  /// @throws InvalidCar if it is no CAR of version 1 or 2
  public CarReader(InputStream in) throws IOException {
    this(in, Block.READ_LIMIT, ZeroSections.REFUSE);
  }

  /// Reads the header.
  ///
  /// @param maxBlock the largest block to read, in bytes
  /// @throws InvalidCar if it is no CAR of version 1 or 2
  public CarReader(InputStream in, int maxBlock, ZeroSections zeroSections) throws IOException {
    this.in = new CarInput(in);
    this.maxSection = Math.addExact(maxBlock, MAX_CID);
    this.zeroSections = zeroSections;
    Node.MapNode first = header();
    this.version = version(first, 0) == 2 ? 2 : 1;
    this.payloadOffset = version == 2 ? enterPayload() : 0;
    Node.MapNode header = version == 2 ? header() : first;
    if (version(header, payloadOffset) != 1) {
      throw new InvalidCar(
          "version " + version(header, payloadOffset) + "; only 1 and 2 exist", payloadOffset);
    }
    this.roots = roots(header, payloadOffset);
  }

  /// 1 or 2.
  public int version() {
    return version;
  }

  /// The roots, in order; may be empty.
  public List<Cid> roots() {
    return roots;
  }

  /// Bytes from the start of the stream to the CARv1 that holds the blocks.
  public long payloadOffset() {
    return payloadOffset;
  }

  /// The next block; empty at the end.
  ///
  /// @throws InvalidCar if the stream ends inside a section or is no CAR from here on
  public Optional<Section> next() throws IOException {
    long offset = in.position();
    OptionalLong length = in.varint();
    if (length.isEmpty()) {
      return Optional.empty();
    }
    if (length.getAsLong() == 0) {
      if (zeroSections == ZeroSections.REFUSE) {
        throw new InvalidCar("section of length zero", offset);
      }
      in.stop();
      return Optional.empty();
    }
    if (length.getAsLong() > maxSection) {
      throw new InvalidCar(
          "section of " + length.getAsLong() + " bytes; the limit is " + maxSection, offset);
    }
    return Optional.of(section((int) length.getAsLong(), offset));
  }

  private Section section(int length, long offset) throws IOException {
    ByteBuffer head = in.peek(Math.min(length, MAX_CID), offset);
    int before = head.remaining();
    try {
      Cid cid = Cid.read(head);
      in.skip(before - head.remaining());
      return new Section(cid, in.read(length - cid.byteLength(), offset), offset);
    } catch (InvalidCid e) {
      throw new InvalidCar("bad CID of a section: " + e.getMessage(), offset, e);
    }
  }

  private Node.MapNode header() throws IOException {
    long offset = in.position();
    long length = in.varint().orElseThrow(() -> new InvalidCar("no header", offset));
    if (length == 0 || length > MAX_HEADER) {
      throw new InvalidCar("header of " + length + " bytes; the limit is " + MAX_HEADER, offset);
    }
    try {
      if (DagCbor.decode(in.read((int) length, offset)) instanceof Node.MapNode map) {
        return map;
      }
      throw new InvalidCar("the header is no map", offset);
    } catch (InvalidNode e) {
      throw new InvalidCar("bad header: " + e.getMessage(), offset, e);
    }
  }

  private static long version(Node.MapNode header, long offset) {
    if (header.get("version").orElse(Node.ofNull()) instanceof Node.Int number
        && number.value().bitLength() < 63) {
      return number.longValue();
    }
    throw new InvalidCar("header without version", offset);
  }

  private static List<Cid> roots(Node.MapNode header, long offset) {
    if (!(header.get("roots").orElse(Node.ofNull()) instanceof Node.ListNode(var values))
        || header.entries().size() != 2) {
      throw new InvalidCar("header is not {roots, version}", offset);
    }
    return values.stream()
        .map(value -> {
          if (value instanceof Node.Link(Cid cid)) {
            return cid;
          }
          throw new InvalidCar("a root is no link", offset);
        })
        .toList();
  }

  /// Reads the fixed part of a CARv2, skips to its payload and bounds the input by it.
  private long enterPayload() throws IOException {
    long at = in.position();
    ByteBuffer fixed =
        ByteBuffer.wrap(in.read(V2_HEADER, at)).order(ByteOrder.LITTLE_ENDIAN).position(16);
    long dataOffset = fixed.getLong();
    long dataSize = fixed.getLong();
    long indexOffset = fixed.getLong();
    long behind = in.position();
    if (dataOffset < behind || dataSize <= 0 || dataOffset > Long.MAX_VALUE - dataSize) {
      throw new InvalidCar("CARv2 with payload " + dataOffset + "+" + dataSize, at);
    }
    if (indexOffset != 0 && indexOffset < dataOffset + dataSize) {
      throw new InvalidCar("CARv2 with its index inside the payload", at);
    }
    in.skipTo(dataOffset);
    in.limit(dataOffset + dataSize);
    return dataOffset;
  }
}
