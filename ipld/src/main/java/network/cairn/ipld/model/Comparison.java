package network.cairn.ipld.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Whether two lists or maps have the same content, maps regardless of order. Pairs that lie in
/// them wait on the heap, so that no depth needs stack. For one comparison.
final class Comparison {
  private record Pair(Node left, Node right, @Nullable Pair next) {}

  private @Nullable Pair later;

  boolean same(Node one, Node other) {
    Pair pair = new Pair(one, other, null);
    while (pair != null) {
      if (!alike(pair.left, pair.right)) {
        return false;
      }
      pair = later;
      later = pair == null ? null : pair.next;
    }
    return true;
  }

  private boolean alike(Node left, Node right) {
    return switch (left) {
      case Node.ListNode(var values) ->
          right instanceof Node.ListNode(var others) && lists(values, others);
      case Node.MapNode(var entries) ->
          right instanceof Node.MapNode(var others) && maps(entries, others);
      case Node.Null _,
          Node.Bool _,
          Node.Int _,
          Node.Float _,
          Node.Text _,
          Node.Bytes _,
          Node.Link _ ->
          left.equals(right);
    };
  }

  private boolean lists(List<Node> left, List<Node> right) {
    boolean same = left.size() == right.size();
    for (int i = 0; same && i < left.size(); i++) {
      same = now(left.get(i), right.get(i));
    }
    return same;
  }

  private boolean maps(Map<String, Node> left, Map<String, Node> right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (Map.Entry<String, Node> entry : left.entrySet()) {
      Node other = right.get(entry.getKey());
      if (other == null || !now(entry.getValue(), other)) {
        return false;
      }
    }
    return true;
  }

  /// Compares two nodes if no others lie in them, else keeps the pair for later.
  private boolean now(Node left, Node right) {
    if (left instanceof Node.ListNode || left instanceof Node.MapNode) {
      later = new Pair(left, right, later);
      return true;
    }
    return left.equals(right);
  }
}
