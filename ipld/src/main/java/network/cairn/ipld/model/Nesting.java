package network.cairn.ipld.model;

import java.util.ArrayList;
import java.util.List;
import network.cairn.ipld.cid.Cid;

/// What is asked of a list or map with all that lies in it. How deep nodes lie in each other is for
/// others to say, so nothing here calls itself: what is still to be looked at waits on the heap.
final class Nesting {
  private Nesting() {}

  /// The hash that `java.util` gives a list or map of the same values.
  static int hash(Level root) {
    Level at = root;
    at.sum = at.list ? 1 : 0;
    while (true) {
      Node next = at.next();
      Level below = next == null ? null : Level.of(at, next);
      if (below != null) {
        at = below;
        at.sum = at.list ? 1 : 0;
      } else if (next != null) {
        add(at, next.hashCode());
      } else if (at.above != null) {
        int whole = at.sum;
        at = at.above;
        add(at, whole);
      } else {
        return at.sum;
      }
    }
  }

  private static void add(Level level, int hash) {
    level.sum = level.list ? 31 * level.sum + hash : level.sum + (level.key().hashCode() ^ hash);
  }

  /// The text of a list or map, as records have it.
  static String text(Level root) {
    StringBuilder text = new StringBuilder(root.list ? "ListNode[values=[" : "MapNode[entries={");
    Level at = root;
    while (true) {
      Node next = at.next();
      if (next != null) {
        text.append(at.sum++ > 0 ? ", " : "").append(at.list ? "" : at.key() + "=");
        Level below = Level.of(at, next);
        if (below == null) {
          text.append(next);
        } else {
          text.append(below.list ? "ListNode[values=[" : "MapNode[entries={");
          at = below;
        }
      } else {
        text.append(at.list ? "]]" : "}]");
        if (at.above == null) {
          return text.toString();
        }
        at = at.above;
      }
    }
  }

  /// The links of a value, in its order.
  static List<Cid> links(Node root) {
    List<Cid> links = new ArrayList<>();
    Level at = null;
    Node node = root;
    while (node != null) {
      if (node instanceof Node.Link(Cid cid)) {
        links.add(cid);
      }
      Level below = Level.of(at, node);
      at = below == null ? at : below;
      node = null;
      while (node == null && at != null) {
        node = at.next();
        at = node == null ? at.above : at;
      }
    }
    return links;
  }
}
