package network.cairn.ledger.state;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.OptionalInt;
import network.cairn.proto.ics23.InnerOp;
import network.cairn.proto.ics23.InnerSpec;

/// Where an entry stands among the others, judged by the steps of its proof alone: a step says by
/// its padding which child it came from.
final class Ics23Neighbours {
  private final InnerSpec spec;

  Ics23Neighbours(InnerSpec spec) {
    this.spec = spec;
  }

  /// Whether nothing lies left of the path: each step comes from the first child, or from behind
  /// empty ones.
  boolean isLeftmost(List<InnerOp> path) {
    return path.stream().allMatch(op -> isChild(op, 0) || leftIsEmpty(op));
  }

  boolean isRightmost(List<InnerOp> path) {
    int last = spec.getChildOrderCount() - 1;
    return path.stream().allMatch(op -> isChild(op, last) || rightIsEmpty(op));
  }

  /// Whether nothing lies between: below their last common step one path leans to the right, the
  /// other to the left.
  boolean areAdjacent(List<InnerOp> left, List<InnerOp> right) {
    int leftTop = left.size() - 1;
    int rightTop = right.size() - 1;
    while (leftTop >= 0 && rightTop >= 0 && same(left.get(leftTop), right.get(rightTop))) {
      leftTop--;
      rightTop--;
    }
    return leftTop >= 0
        && rightTop >= 0
        && isStep(left.get(leftTop), right.get(rightTop))
        && isRightmost(left.subList(0, leftTop))
        && isLeftmost(right.subList(0, rightTop));
  }

  private static boolean same(InnerOp a, InnerOp b) {
    return a.getPrefix().equals(b.getPrefix()) && a.getSuffix().equals(b.getSuffix());
  }

  private boolean isStep(InnerOp left, InnerOp right) {
    OptionalInt from = child(left);
    OptionalInt to = child(right);
    return from.isPresent() && to.isPresent() && from.getAsInt() + 1 == to.getAsInt();
  }

  /// Which child a step comes from, in order.
  private OptionalInt child(InnerOp op) {
    for (int branch = 0; branch < spec.getChildOrderCount(); branch++) {
      if (isChild(op, branch)) {
        return OptionalInt.of(branch);
      }
    }
    return OptionalInt.empty();
  }

  private boolean isChild(InnerOp op, int branch) {
    int before = position(branch) * spec.getChildSize();
    int after = (spec.getChildOrderCount() - 1 - position(branch)) * spec.getChildSize();
    int prefix = op.getPrefix().size();
    return prefix >= before + spec.getMinPrefixLength()
        && prefix <= before + spec.getMaxPrefixLength()
        && op.getSuffix().size() == after;
  }

  private int position(int branch) {
    return spec.getChildOrderList().indexOf(branch);
  }

  boolean leftIsEmpty(InnerOp op) {
    OptionalInt child = child(op);
    int from = op.getPrefix().size() - child.orElse(0) * spec.getChildSize();
    if (child.isEmpty() || child.getAsInt() == 0 || from < 0) {
      return false;
    }
    for (int branch = 0; branch < child.getAsInt(); branch++) {
      if (!isEmpty(op.getPrefix(), from + position(branch) * spec.getChildSize())) {
        return false;
      }
    }
    return true;
  }

  boolean rightIsEmpty(InnerOp op) {
    OptionalInt child = child(op);
    int count = spec.getChildOrderCount() - 1 - child.orElse(0);
    if (child.isEmpty() || count == 0 || op.getSuffix().size() != count * spec.getChildSize()) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      if (!isEmpty(op.getSuffix(), i * spec.getChildSize())) {
        return false;
      }
    }
    return true;
  }

  private boolean isEmpty(ByteString bytes, int from) {
    return bytes.substring(from, from + spec.getChildSize()).equals(spec.getEmptyChild());
  }
}
