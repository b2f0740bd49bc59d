package network.cairn.ipld.codec.dagcbor;

import java.util.List;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.model.InvalidNode;
import network.cairn.ipld.model.Node;

/// Strict dag-cbor. Stateless and thread-safe.
///
/// What decodes encodes to the same bytes. Map keys are sorted by length first, then by bytes.
public final class DagCbor {
  /// The largest block that is read, in bytes.
  public static final int MAX_SIZE = 4 * 1024 * 1024;

  /// How deep lists and maps may be nested.
  public static final int MAX_DEPTH = 1024;

  private DagCbor() {}

  /// Decodes bytes that are exactly one value.
  ///
  /// @throws InvalidNode if they are not in canonical form, too large or nested too deep
  public static Node decode(byte[] bytes) {
    return decode(bytes, true);
  }

  /// Decodes bytes that are exactly one value, not necessarily in canonical form: keys in any
  /// order, numbers longer than needed, shorter floats. For input that is encoded anew, never for
  /// blocks that keep their CID.
  ///
  /// @throws InvalidNode if they are none, too large or nested too deep
  public static Node decodeRelaxed(byte[] bytes) {
    return decode(bytes, false);
  }

  private static Node decode(byte[] bytes, boolean strict) {
    CborReader reader = new CborReader(bytes, strict);
    Node node = reader.node();
    reader.requireEnd();
    return node;
  }

  /// The canonical form of a node; minus zero is written as the one zero there is.
  ///
  /// @throws InvalidNode if it has none: a float that is not finite, half a surrogate pair, nested
  ///   too deep
  public static byte[] encode(Node node) {
    CborWriter writer = new CborWriter();
    writer.write(node);
    return writer.bytes();
  }

  /// The links of a block in the order they are written, without building nodes.
  ///
  /// Not strict, so that blocks of lax writers can be walked: as [#decodeRelaxed], keys not looked
  /// at.
  ///
  /// @throws InvalidNode if it is no such CBOR
  public static List<Cid> links(byte[] bytes) {
    CborReader reader = new CborReader(bytes, false);
    List<Cid> links = reader.links();
    reader.requireEnd();
    return links;
  }
}
