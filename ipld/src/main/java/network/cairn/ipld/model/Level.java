package network.cairn.ipld.model;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A list or map on the way from the root of a value to where a loop over it stands; one under the
/// other they are the stack of that loop, on the heap.
final class Level {
  final @Nullable Level above;
  final boolean list;

  /// For the loop's use: what it made of the nodes so far.
  int sum;

  private final Iterator<Node> values;
  private final Iterator<Map.Entry<String, Node>> entries;
  private String key = "";

  private Level(@Nullable Level above, List<Node> values) {
    this.above = above;
    this.list = true;
    this.values = values.iterator();
    this.entries = Collections.emptyIterator();
  }

  private Level(@Nullable Level above, Map<String, Node> entries) {
    this.above = above;
    this.list = false;
    this.values = Collections.emptyIterator();
    this.entries = entries.entrySet().iterator();
  }

  static Level of(List<Node> values) {
    return new Level(null, values);
  }

  static Level of(Map<String, Node> entries) {
    return new Level(null, entries);
  }

  /// The level of a list or map; null for a node in which no other lies.
  static @Nullable Level of(@Nullable Level above, Node node) {
    return switch (node) {
      case Node.ListNode(var values) -> new Level(above, values);
      case Node.MapNode(var entries) -> new Level(above, entries);
      case Node.Null _,
          Node.Bool _,
          Node.Int _,
          Node.Float _,
          Node.Text _,
          Node.Bytes _,
          Node.Link _ ->
          null;
    };
  }

  /// The next node in it; null behind the last.
  @Nullable Node next() {
    if (list) {
      return values.hasNext() ? values.next() : null;
    }
    if (!entries.hasNext()) {
      return null;
    }
    Map.Entry<String, Node> entry = entries.next();
    key = entry.getKey();
    return entry.getValue();
  }

  /// Under which key the node stood that came last, if this is a map.
  String key() {
    return key;
  }
}
