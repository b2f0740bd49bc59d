package network.cairn.ipld.codec.dagcbor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.model.Node;
import org.jspecify.annotations.Nullable;

/// Reads one value from an array, front to back.
///
/// Strict, it refuses every form but the canonical one. Relaxed, it also takes keys in any order,
/// numbers longer than they need be and shorter floats.
final class CborReader {
  private final CborInput in;
  private final boolean strict;

  CborReader(byte[] bytes, boolean strict) {
    this.in = new CborInput(bytes, strict);
    this.strict = strict;
  }

  void requireEnd() {
    in.requireEnd();
  }

  /// One value. A loop over the lists and maps that are open: their number needs heap, no stack.
  Node node() {
    Open open = null;
    while (true) {
      int head = in.head();
      if (head >> 5 == CborInput.LIST) {
        open = new OpenList(open, in.length(head, 1), deeper(open));
      } else if (head >> 5 == CborInput.MAP) {
        open = new OpenMap(open, in.length(head, 2), deeper(open));
      } else if (open == null) {
        return in.scalar(head);
      } else {
        open.add(in.scalar(head));
      }
      while (open.left == 0) {
        Node whole = open.close();
        open = open.above;
        if (open == null) {
          return whole;
        }
        open.add(whole);
      }
      open.left--;
      open.beforeValue();
    }
  }

  private int deeper(@Nullable Open above) {
    int depth = above == null ? 0 : above.depth;
    if (depth >= DagCbor.MAX_DEPTH) {
      throw in.invalid("nested deeper than " + DagCbor.MAX_DEPTH);
    }
    return depth + 1;
  }

  /// A list or map of which `left` values are still to come.
  private abstract static class Open {
    final @Nullable Open above;
    final int depth;
    int left;

    Open(@Nullable Open above, int count, int depth) {
      this.above = above;
      this.left = count;
      this.depth = depth;
    }

    /// Reads what stands before a value.
    abstract void beforeValue();

    abstract void add(Node value);

    abstract Node close();
  }

  private static final class OpenList extends Open {
    private final List<Node> values;

    OpenList(@Nullable Open above, int count, int depth) {
      super(above, count, depth);
      values = new ArrayList<>(Math.min(count, 1024));
    }

    @Override
    void beforeValue() {}

    @Override
    void add(Node value) {
      values.add(value);
    }

    @Override
    Node close() {
      return values.isEmpty() ? Node.ListNode.EMPTY : new Node.ListNode(values);
    }
  }

  private final class OpenMap extends Open {
    private final SequencedMap<String, Node> entries = new LinkedHashMap<>();
    private int lastAt;
    private int lastLength = -1;
    private String key = "";

    OpenMap(@Nullable Open above, int count, int depth) {
      super(above, count, depth);
    }

    @Override
    void beforeValue() {
      int head = in.head();
      if (head >> 5 != CborInput.TEXT) {
        throw in.invalid("map key is not text");
      }
      int length = in.length(head, 1);
      if (strict && !in.ascends(lastAt, lastLength, length)) {
        throw in.invalid("map key repeated or out of order");
      }
      lastAt = in.position();
      lastLength = length;
      key = in.text(length);
    }

    @Override
    void add(Node value) {
      if (entries.put(key, value) != null) {
        throw in.invalid("map key repeated");
      }
    }

    @Override
    Node close() {
      return entries.isEmpty() ? Node.MapNode.EMPTY : new Node.MapNode(entries);
    }
  }

  /// All links of the value, by a loop over a count of values still to come: no depth, no stack.
  List<Cid> links() {
    List<Cid> links = new ArrayList<>();
    long open = 1;
    while (open > 0) {
      open--;
      int head = in.head();
      switch (head >> 5) {
        case CborInput.UNSIGNED, CborInput.NEGATIVE -> in.argument(head);
        case CborInput.BYTES, CborInput.TEXT -> in.skip(in.length(head, 1));
        case CborInput.LIST -> open += in.length(head, 1);
        case CborInput.MAP -> open += 2L * in.length(head, 2);
        case CborInput.TAG -> links.add(in.link(head));
        default -> in.simple(head);
      }
    }
    return links;
  }
}
