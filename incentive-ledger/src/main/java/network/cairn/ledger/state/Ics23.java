package network.cairn.ledger.state;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.Optional;
import network.cairn.ledger.types.Canonical;
import network.cairn.ledger.types.NotCanonical;
import network.cairn.proto.ics23.CommitmentProof;
import network.cairn.proto.ics23.ExistenceProof;
import network.cairn.proto.ics23.InnerOp;
import network.cairn.proto.ics23.LeafOp;
import network.cairn.proto.ics23.NonExistenceProof;
import network.cairn.proto.ics23.ProofSpec;

/// Checks ICS-23 proofs against a root, in their canonical encoding only. Any bytes are answered;
/// immutable and thread-safe.
public final class Ics23 {
  /// Longest proof that is read.
  public static final int MAX_SIZE = 1 << 20;

  private static final int DEFAULT_MAX_DEPTH = 128;
  private final ProofSpec spec;
  private final Ics23Neighbours neighbours;
  private final boolean namesKey;

  /// Checks proofs of another form, where a proof of absence need not name the key.
  Ics23(ProofSpec spec) {
    this(spec, false);
  }

  private Ics23(ProofSpec spec, boolean namesKey) {
    this.spec = spec;
    this.namesKey = namesKey;
    this.neighbours = new Ics23Neighbours(spec.getInnerSpec());
  }

  /// Checks proofs of this ledger's state.
  public static Ics23 ofState() {
    return new Ics23(ProofSpecs.jmt(), true);
  }

  /// Whether the proof shows that the map of this root gives the key this value.
  public boolean isPresent(byte[] root, byte[] key, byte[] value, byte[] proof) {
    return decode(proof)
        .filter(CommitmentProof::hasExist)
        .map(p -> holds(p.getExist(), root, key, value))
        .orElse(false);
  }

  /// Whether the proof shows that the map of this root does not have the key.
  public boolean isAbsent(byte[] root, byte[] key, byte[] proof) {
    return decode(proof)
        .filter(CommitmentProof::hasNonexist)
        .map(p -> holds(p.getNonexist(), root, key))
        .orElse(false);
  }

  private static Optional<CommitmentProof> decode(byte[] proof) {
    if (proof.length > MAX_SIZE) {
      return Optional.empty();
    }
    try {
      return Optional.of(Canonical.decode(CommitmentProof.parser(), ByteString.copyFrom(proof)));
    } catch (NotCanonical e) {
      return Optional.empty();
    }
  }

  private boolean holds(ExistenceProof proof, byte[] root, byte[] key, byte[] value) {
    return Arrays.equals(proof.getKey().toByteArray(), key)
        && Arrays.equals(proof.getValue().toByteArray(), value)
        && fitsSpec(proof)
        && Ics23Ops.root(proof).map(computed -> Arrays.equals(computed, root)).orElse(false);
  }

  private boolean holds(NonExistenceProof proof, byte[] root, byte[] key) {
    boolean named = !namesKey || Arrays.equals(proof.getKey().toByteArray(), key);
    if (!named || !(proof.hasLeft() || proof.hasRight())) {
      return false;
    }
    if (proof.hasLeft() && !(isEntry(proof.getLeft(), root) && compare(proof.getLeft(), key) < 0)) {
      return false;
    }
    if (proof.hasRight()
        && !(isEntry(proof.getRight(), root) && compare(proof.getRight(), key) > 0)) {
      return false;
    }
    if (!proof.hasLeft()) {
      return neighbours.isLeftmost(proof.getRight().getPathList());
    }
    return proof.hasRight()
        ? neighbours.areAdjacent(proof.getLeft().getPathList(), proof.getRight().getPathList())
        : neighbours.isRightmost(proof.getLeft().getPathList());
  }

  private boolean isEntry(ExistenceProof proof, byte[] root) {
    return holds(proof, root, proof.getKey().toByteArray(), proof.getValue().toByteArray());
  }

  private int compare(ExistenceProof neighbour, byte[] key) {
    return Arrays.compareUnsigned(ordered(neighbour.getKey().toByteArray()), ordered(key));
  }

  private byte[] ordered(byte[] key) {
    return spec.getPrehashKeyBeforeComparison()
        ? Ics23Ops.hashOrSame(spec.getLeafSpec().getPrehashKey(), key).orElse(key)
        : key;
  }

  /// Whether a proof's steps are of the form that the specification allows.
  boolean fitsSpec(ExistenceProof proof) {
    int depth = proof.getPathCount();
    int max = spec.getMaxDepth() == 0 ? DEFAULT_MAX_DEPTH : spec.getMaxDepth();
    return proof.hasLeaf()
        && fitsLeaf(proof.getLeaf(), spec.getLeafSpec())
        && depth <= max
        && depth >= spec.getMinDepth()
        && proof.getPathList().stream().allMatch(this::fitsInner);
  }

  static boolean fitsLeaf(LeafOp leaf, LeafOp wanted) {
    return leaf.getHash() == wanted.getHash()
        && leaf.getPrehashKey() == wanted.getPrehashKey()
        && leaf.getPrehashValue() == wanted.getPrehashValue()
        && leaf.getLength() == wanted.getLength()
        && leaf.getPrefix().startsWith(wanted.getPrefix());
  }

  private boolean fitsInner(InnerOp op) {
    int childSize = spec.getInnerSpec().getChildSize();
    int siblings = (spec.getInnerSpec().getChildOrderCount() - 1) * childSize;
    ByteString prefix = op.getPrefix();
    return op.getHash() == spec.getInnerSpec().getHash()
        && !prefix.startsWith(spec.getLeafSpec().getPrefix())
        && prefix.size() >= spec.getInnerSpec().getMinPrefixLength()
        && prefix.size() <= spec.getInnerSpec().getMaxPrefixLength() + siblings
        && childSize > 0
        && op.getSuffix().size() % childSize == 0;
  }
}
