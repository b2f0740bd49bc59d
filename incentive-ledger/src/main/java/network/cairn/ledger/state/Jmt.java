package network.cairn.ledger.state;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The authenticated map: a Jellyfish-Merkle tree over SHA-256 (`docs/ledger-state.md`).
///
/// Keys are placed by the bits of their hash, most significant first; a subtree with one entry is
/// that entry's leaf. So the root depends on what the map holds alone, never on the way there.
/// Nodes are stored by path and overwritten. Pure; stateless and thread-safe as far as the reader
/// is.
public final class Jmt {
  private Jmt() {}

  /// Finds stored nodes by the keys that [Update#nodes] gave them.
  public interface Nodes {
    Optional<byte[]> node(byte[] nodeKey);

    /// A tree without entries.
    static Nodes none() {
      return _ -> Optional.empty();
    }
  }

  /// What a batch of writes makes of a tree.
  ///
  /// @param root the new root, 32 bytes
  /// @param nodes nodes to store, by key; empty means to delete
  /// @param replaced what each of these was, by the very array that is its key in `nodes`; empty
  ///   where there was none
  public record Update(
      byte[] root,
      SortedMap<byte[], Optional<byte[]>> nodes,
      IdentityHashMap<byte[], Optional<byte[]>> replaced) {}

  /// The root of a stored tree.
  public static byte[] root(Nodes nodes) {
    JmtHash hasher = new JmtHash();
    return nodes
        .node(NibblePath.nodeKey(new byte[0], 0))
        .map(bytes -> JmtNode.decode(bytes).hash(hasher))
        .orElseGet(JmtHash::empty);
  }

  /// Applies writes, empty ones as deletions, to a stored tree.
  ///
  /// @throws IllegalArgumentException for an empty value or a key that is not 1 to 255 bytes
  public static Update update(Nodes nodes, Map<byte[], Optional<byte[]>> writes) {
    return new Updater(nodes).apply(writes);
  }

  private static final class Updater {
    private final Nodes stored;
    private final JmtHash hasher = new JmtHash();
    private final SortedMap<byte[], Optional<byte[]>> changed =
        new TreeMap<>(Arrays::compareUnsigned);
    private final IdentityHashMap<byte[], Optional<byte[]>> replaced = new IdentityHashMap<>();

    Updater(Nodes stored) {
      this.stored = stored;
    }

    /// One change of the map; no leaf means to delete.
    ///
    /// @param first the first bytes of the hash, by which nearly all are told apart
    private record Change(long first, byte[] keyHash, Optional<JmtNode.Leaf> leaf) {
      Change(byte[] keyHash, Optional<JmtNode.Leaf> leaf) {
        this(ByteBuffer.wrap(keyHash).getLong(), keyHash, leaf);
      }

      int compareTo(Change other) {
        int order = Long.compareUnsigned(first, other.first);
        return order != 0 ? order : Arrays.compareUnsigned(keyHash, other.keyHash);
      }
    }

    Update apply(Map<byte[], Optional<byte[]>> writes) {
      List<Change> changes = new ArrayList<>(writes.size());
      writes.forEach((key, value) -> changes.add(change(key, value)));
      changes.sort(Change::compareTo);
      byte[] rootKey = NibblePath.nodeKey(new byte[0], 0);
      JmtNode root = load(rootKey);
      change(root, changes, 0);
      store(rootKey, root);
      return new Update(root.hash(hasher), changed, replaced);
    }

    private Change change(byte[] key, Optional<byte[]> value) {
      JmtNode.requireKey(key);
      byte[] keyHash = hasher.plain(key);
      return new Change(keyHash, value.map(v -> leaf(keyHash, key, v)));
    }

    private JmtNode.Leaf leaf(byte[] keyHash, byte[] key, byte[] value) {
      if (value.length == 0) {
        throw new IllegalArgumentException("a state value is not empty");
      }
      return new JmtNode.Leaf(key, hasher.leaf(keyHash, hasher.plain(value)));
    }

    private JmtNode load(byte[] nodeKey) {
      Optional<byte[]> bytes = stored.node(nodeKey);
      replaced.put(nodeKey, bytes);
      return bytes.map(JmtNode::decode).orElseGet(JmtNode::empty);
    }

    private void store(byte[] nodeKey, JmtNode node) {
      changed.put(nodeKey, node.isEmpty() ? Optional.empty() : Optional.of(node.encode()));
    }

    /// Applies sorted changes, all below this node, which stands `depth` nibbles deep.
    private void change(JmtNode node, List<Change> changes, int depth) {
      int from = 0;
      while (from < changes.size()) {
        int nibble = NibblePath.nibble(changes.get(from).keyHash(), depth);
        int to = from + 1;
        while (to < changes.size()
            && NibblePath.nibble(changes.get(to).keyHash(), depth) == nibble) {
          to++;
        }
        node.set(nibble, place(node.place(nibble), changes.subList(from, to), depth + 1));
        from = to;
      }
    }

    private Optional<JmtNode.Place> place(
        Optional<JmtNode.Place> before, List<Change> changes, int depth) {
      boolean inner = before.isPresent() && before.get() instanceof JmtNode.Inner;
      if (!inner) {
        List<Change> leaves = withLeaf(before, changes);
        if (leaves.size() <= 1) {
          return leaves.isEmpty() ? Optional.empty() : Optional.of(leaves.getFirst().leaf().get());
        }
        byte[] nodeKey = NibblePath.nodeKey(leaves.getFirst().keyHash(), depth);
        replaced.put(nodeKey, Optional.empty());
        return descend(nodeKey, JmtNode.empty(), leaves, depth);
      }
      byte[] nodeKey = NibblePath.nodeKey(changes.getFirst().keyHash(), depth);
      return descend(nodeKey, load(nodeKey), changes, depth);
    }

    private Optional<JmtNode.Place> descend(
        byte[] nodeKey, JmtNode node, List<Change> changes, int depth) {
      change(node, changes, depth);
      Optional<JmtNode.Leaf> only = node.onlyLeaf();
      if (only.isPresent() || node.isEmpty()) {
        changed.put(nodeKey, Optional.empty());
        return only.map(leaf -> leaf);
      }
      store(nodeKey, node);
      return Optional.of(new JmtNode.Inner(node.hash(hasher)));
    }

    /// What leaves a place holds after the changes, by rising hash; a leaf that was there and is
    /// not changed takes its place in the order.
    private List<Change> withLeaf(Optional<JmtNode.Place> before, List<Change> changes) {
      List<Change> leaves = new ArrayList<>(changes.size() + 1);
      Optional<Change> old =
          before
              .map(place -> (JmtNode.Leaf) place)
              .map(leaf -> new Change(leaf.keyHash(hasher), Optional.of(leaf)))
              .filter(leaf -> !touches(changes, leaf));
      for (Change change : changes) {
        if (old.isPresent() && old.get().compareTo(change) < 0) {
          leaves.add(old.get());
          old = Optional.empty();
        }
        if (change.leaf().isPresent()) {
          leaves.add(change);
        }
      }
      old.ifPresent(leaves::add);
      return leaves;
    }

    private static boolean touches(List<Change> changes, Change leaf) {
      for (Change change : changes) {
        if (change.compareTo(leaf) == 0) {
          return true;
        }
      }
      return false;
    }
  }
}
