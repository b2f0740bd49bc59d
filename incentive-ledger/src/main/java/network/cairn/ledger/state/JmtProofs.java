package network.cairn.ledger.state;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import network.cairn.proto.ics23.CommitmentProof;
import network.cairn.proto.ics23.ExistenceProof;
import network.cairn.proto.ics23.InnerOp;
import network.cairn.proto.ics23.NonExistenceProof;

/// Makes ICS-23 proofs out of a stored tree: that a key has its value, or that it is absent, by the
/// proofs of its neighbours in the order of hashed keys. As thread-safe as its readers.
public final class JmtProofs {
  private final Jmt.Nodes nodes;
  private final StateView values;
  private final JmtHash hasher = new JmtHash();

  /// @param values the entries of the same tree
  public JmtProofs(Jmt.Nodes nodes, StateView values) {
    this.nodes = nodes;
    this.values = values;
  }

  /// The proof for a key; nothing for a tree without entries, which has no proof of absence: its
  /// root says it.
  public Optional<CommitmentProof> prove(byte[] key) {
    byte[] keyHash = hasher.plain(key);
    Optional<ExistenceProof> present = exists(keyHash);
    if (present.isPresent()) {
      return Optional.of(CommitmentProof.newBuilder().setExist(present.get()).build());
    }
    Optional<ExistenceProof> left = neighbour(keyHash, 0, true).flatMap(this::exists);
    Optional<ExistenceProof> right = neighbour(keyHash, 0, false).flatMap(this::exists);
    if (left.isEmpty() && right.isEmpty()) {
      return Optional.empty();
    }
    NonExistenceProof.Builder absent =
        NonExistenceProof.newBuilder().setKey(ByteString.copyFrom(key));
    left.ifPresent(absent::setLeft);
    right.ifPresent(absent::setRight);
    return Optional.of(CommitmentProof.newBuilder().setNonexist(absent).build());
  }

  private Optional<JmtNode> node(byte[] keyHash, int depth) {
    return nodes.node(NibblePath.nodeKey(keyHash, depth)).map(JmtNode::decode);
  }

  /// The proof of the entry with this hashed key, if there is one.
  private Optional<ExistenceProof> exists(byte[] keyHash) {
    List<InnerOp> path = new ArrayList<>();
    for (int depth = 0; depth < NibblePath.LONGEST; depth++) {
      Optional<JmtNode> node = node(keyHash, depth);
      if (node.isEmpty()) {
        return Optional.empty();
      }
      int nibble = NibblePath.nibble(keyHash, depth);
      Optional<JmtNode.Place> place = node.get().place(nibble);
      if (place.isEmpty()) {
        return Optional.empty();
      }
      if (place.get() instanceof JmtNode.Leaf leaf) {
        boolean same = Arrays.equals(leaf.keyHash(hasher), keyHash);
        steps(node.get(), nibble, path);
        return same ? Optional.of(proof(leaf, path)) : Optional.empty();
      }
      steps(node.get(), nibble, path);
    }
    throw new IllegalStateException("the tree is deeper than a hash is long");
  }

  /// Puts the steps from a node's root to a place before those above it.
  private void steps(JmtNode node, int nibble, List<InnerOp> path) {
    int from = 0;
    for (int width = JmtNode.WIDTH; width > 1; width /= 2) {
      if (node.onlyLeaf(from, width).isPresent()) {
        return;
      }
      int half = width / 2;
      boolean right = nibble >= from + half;
      byte[] sibling = node.hash(hasher, right ? from : from + half, half);
      path.addFirst(step(sibling, right));
      from += right ? half : 0;
    }
  }

  private static InnerOp step(byte[] sibling, boolean right) {
    ByteString tag = ByteString.copyFrom(JmtHash.innerTag());
    ByteString other = ByteString.copyFrom(sibling);
    InnerOp.Builder op = InnerOp.newBuilder().setHash(ProofSpecs.SHA256);
    return right
        ? op.setPrefix(tag.concat(other)).build()
        : op.setPrefix(tag).setSuffix(other).build();
  }

  private ExistenceProof proof(JmtNode.Leaf leaf, List<InnerOp> path) {
    byte[] value =
        values
            .get(leaf.key())
            .orElseThrow(() -> new IllegalStateException("the tree has an entry without a value"));
    return ExistenceProof.newBuilder()
        .setKey(ByteString.copyFrom(leaf.key()))
        .setValue(ByteString.copyFrom(value))
        .setLeaf(ProofSpecs.jmt().getLeafSpec())
        .addAllPath(path)
        .build();
  }

  /// The hashed key of the nearest entry on one side of an absent one, at or below a node that lies
  /// on the absent one's path.
  private Optional<byte[]> neighbour(byte[] keyHash, int depth, boolean left) {
    Optional<JmtNode> node = node(keyHash, depth);
    if (node.isEmpty()) {
      return Optional.empty();
    }
    int own = NibblePath.nibble(keyHash, depth);
    Optional<byte[]> below =
        node.get().place(own).flatMap(place -> nearest(place, keyHash, depth + 1, left));
    if (below.isPresent()) {
      return below;
    }
    for (int i = left ? own - 1 : own + 1; i >= 0 && i < JmtNode.WIDTH; i += left ? -1 : 1) {
      if (node.get().place(i).isPresent()) {
        byte[] path = keyHash.clone();
        setNibble(path, depth, i);
        return Optional.of(last(node.get().place(i).get(), path, depth + 1, left));
      }
    }
    return Optional.empty();
  }

  private Optional<byte[]> nearest(JmtNode.Place place, byte[] keyHash, int depth, boolean left) {
    return switch (place) {
      case JmtNode.Inner _ -> neighbour(keyHash, depth, left);
      case JmtNode.Leaf leaf -> {
        byte[] other = leaf.keyHash(hasher);
        yield Arrays.compareUnsigned(other, keyHash) < 0 == left
            ? Optional.of(other)
            : Optional.empty();
      }
    };
  }

  /// The greatest hashed key below a place if `greatest`, otherwise the least.
  private byte[] last(JmtNode.Place place, byte[] path, int depth, boolean greatest) {
    return switch (place) {
      case JmtNode.Leaf leaf -> leaf.keyHash(hasher);
      case JmtNode.Inner _ -> {
        JmtNode node = node(path, depth).orElseThrow();
        int i = greatest ? JmtNode.WIDTH - 1 : 0;
        while (node.place(i).isEmpty()) {
          i += greatest ? -1 : 1;
        }
        setNibble(path, depth, i);
        yield last(node.place(i).orElseThrow(), path, depth + 1, greatest);
      }
    };
  }

  private static void setNibble(byte[] path, int index, int nibble) {
    int octet = path[index / 2] & 0xff;
    path[index / 2] =
        (byte) (index % 2 == 0 ? (octet & 0x0f) | nibble << 4 : (octet & 0xf0) | nibble);
  }
}
