package network.cairn.ipld.codec.dagpb;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import network.cairn.ipld.model.InvalidNode;
import network.cairn.ipld.model.Node;

/// A dag-pb node: links and data.
///
/// Encoding writes the links in the order given, then the data; canonical blocks have their links
/// sorted by name, see [#sorted]. Decoding refuses unknown, repeated and reordered fields, but
/// reads data in front of links, as other implementations do. The data's array is shared, to be
/// read only.
///
/// @param links in block order
/// @param data absent is not the same as empty
public record PbNode(List<PbLink> links, Optional<byte[]> data) {
  /// The largest block that is decoded, in bytes.
  public static final int MAX_SIZE = 4 * 1024 * 1024;

  public PbNode {
    links = List.copyOf(links);
  }

  public static PbNode of(List<PbLink> links, byte[] data) {
    return new PbNode(links, Optional.of(data));
  }

  /// A node whose links are sorted by the bytes of their names; equal names keep their order.
  public static PbNode sorted(List<PbLink> links, Optional<byte[]> data) {
    List<PbLink> sorted = new ArrayList<>(links);
    sorted.sort((a, b) -> Arrays.compareUnsigned(a.nameBytes(), b.nameBytes()));
    return new PbNode(sorted, data);
  }

  /// Decodes a block.
  ///
  /// @throws InvalidNode if it is not dag-pb or larger than [#MAX_SIZE]
  public static PbNode decode(byte[] bytes) {
    if (bytes.length > MAX_SIZE) {
      throw new InvalidNode("dag-pb block of " + bytes.length + " bytes; the limit is " + MAX_SIZE);
    }
    return new PbReader(bytes).node();
  }

  /// Whether the links are sorted by the bytes of their names.
  public boolean isSorted() {
    for (int i = 1; i < links.size(); i++) {
      if (Arrays.compareUnsigned(links.get(i - 1).nameBytes(), links.get(i).nameBytes()) > 0) {
        return false;
      }
    }
    return true;
  }

  /// The block's bytes.
  public byte[] encode() {
    ByteBuffer out = ByteBuffer.allocate(encodedSize());
    for (PbLink link : links) {
      PbWriter.write(out, link);
    }
    data.ifPresent(d -> PbWriter.writeData(out, d));
    return out.array();
  }

  /// The length of [#encode] without making it.
  public int encodedSize() {
    long size = data.map(d -> PbWriter.fieldSize(d.length)).orElse(0L);
    for (PbLink link : links) {
      size += PbWriter.fieldSize(PbWriter.bodySize(link));
    }
    return Math.toIntExact(size);
  }

  /// This node in the data model: `{Data?, Links: [{Hash, Name?, Tsize?}]}`.
  public Node toNode() {
    return PbModel.toNode(this);
  }

  /// A node from its form in the data model.
  ///
  /// @throws InvalidNode if the form is another one or the links are not sorted
  public static PbNode fromNode(Node node) {
    return PbModel.fromNode(node);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PbNode that
        && links.equals(that.links)
        && Arrays.equals(data.orElse(null), that.data.orElse(null));
  }

  @Override
  public int hashCode() {
    return Objects.hash(links, Arrays.hashCode(data.orElse(null)));
  }
}
