package network.cairn.ipld.codec.dagpb;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.Set;
import network.cairn.ipld.model.InvalidNode;
import network.cairn.ipld.model.Node;

/// dag-pb nodes in the data model, by the schema of the specification.
final class PbModel {
  private PbModel() {}

  static Node toNode(PbNode node) {
    SequencedMap<String, Node> map = new LinkedHashMap<>();
    node.data().ifPresent(data -> map.put("Data", Node.of(data)));
    map.put("Links", Node.of(node.links().stream().map(PbModel::toNode).toList()));
    return new Node.MapNode(map);
  }

  private static Node toNode(PbLink link) {
    SequencedMap<String, Node> map = new LinkedHashMap<>();
    map.put("Hash", Node.of(link.cid()));
    if (link.hasName()) {
      map.put("Name", Node.of(link.name()));
    }
    if (link.hasTsize()) {
      map.put("Tsize", new Node.Int(unsigned(link.rawTsize())));
    }
    return new Node.MapNode(map);
  }

  static PbNode fromNode(Node node) {
    Node.MapNode map = map(node, Set.of("Data", "Links"));
    Optional<byte[]> data =
        map.get("Data")
            .map(d -> {
              if (d instanceof Node.Bytes bytes) {
                return bytes.value();
              }
              throw invalid("Data must be bytes");
            });
    if (!(map.get("Links").orElse(Node.ofNull()) instanceof Node.ListNode(List<Node> values))) {
      throw invalid("Links must be a list");
    }
    List<PbLink> links = new ArrayList<>();
    for (Node value : values) {
      links.add(link(value));
    }
    PbNode result = new PbNode(links, data);
    if (!result.isSorted()) {
      throw invalid("links must be sorted by the bytes of their names");
    }
    return result;
  }

  private static PbLink link(Node node) {
    Node.MapNode map = map(node, Set.of("Hash", "Name", "Tsize"));
    if (!(map.get("Hash").orElse(Node.ofNull()) instanceof Node.Link(var cid))) {
      throw invalid("Hash of a link must be a link");
    }
    Optional<String> name =
        map.get("Name")
            .map(n -> {
              if (n instanceof Node.Text(String text)) {
                return text;
              }
              throw invalid("Name must be text");
            });
    Optional<Node> tsize = map.get("Tsize");
    return PbLink.of(
        cid, name, tsize.isPresent() ? OptionalLong.of(tsize(tsize.get())) : OptionalLong.empty());
  }

  private static BigInteger unsigned(long value) {
    return new BigInteger(Long.toUnsignedString(value));
  }

  private static long tsize(Node node) {
    if (!(node instanceof Node.Int(BigInteger size))) {
      throw invalid("Tsize must be an integer");
    }
    if (size.signum() < 0 || size.bitLength() > Long.SIZE) {
      throw invalid("Tsize " + size + " is negative or above 64 bits");
    }
    return size.longValue();
  }

  private static Node.MapNode map(Node node, Set<String> fields) {
    if (!(node instanceof Node.MapNode map)) {
      throw invalid("neither a node nor a link: not a map");
    }
    if (!fields.containsAll(map.entries().keySet())) {
      throw invalid("fields other than " + fields);
    }
    return map;
  }

  private static InvalidNode invalid(String what) {
    return new InvalidNode("dag-pb form: " + what);
  }
}
