package network.cairn.ipld.codec.dagjson;

import java.util.Arrays;
import java.util.List;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.model.InvalidNode;
import network.cairn.ipld.model.Node;

/// dag-json. Stateless and thread-safe.
///
/// `{"/": "CID"}` is a link and `{"/": {"bytes": "base64"}}` a byte string. A number with a point
/// or an exponent is a float, any other an integer of -2^64..2^64-1.
public final class DagJson {
  /// The largest document that is read, in bytes.
  public static final int MAX_SIZE = 4 * 1024 * 1024;

  /// How deep lists and maps may be nested.
  public static final int MAX_DEPTH = 1024;

  private DagJson() {}

  /// Decodes one document, blanks and order of keys as its writer liked them.
  ///
  /// @throws InvalidNode if it is no dag-json, repeats a key, is too large or nested too deep
  public static Node decode(byte[] json) {
    if (json.length > MAX_SIZE) {
      throw new InvalidNode("dag-json of " + json.length + " bytes; the limit is " + MAX_SIZE);
    }
    return new JsonReader(json).document();
  }

  /// Decodes one document in canonical form only.
  ///
  /// @throws InvalidNode if [#encode] would write it otherwise
  public static Node decodeCanonical(byte[] json) {
    Node node = decode(json);
    if (!Arrays.equals(encode(node), json)) {
      throw new InvalidNode("dag-json: not in canonical form");
    }
    return node;
  }

  /// The canonical document of a node.
  ///
  /// @throws InvalidNode if it has none: a float that is not finite, a map that would read as a
  ///   link or bytes
  public static byte[] encode(Node node) {
    JsonWriter writer = new JsonWriter();
    writer.write(node);
    return writer.bytes();
  }

  /// The links of a document in the order they are written.
  ///
  /// @throws InvalidNode as [#decode]
  public static List<Cid> links(byte[] json) {
    return decode(json).links();
  }
}
