package network.cairn.ledger.rules;

import java.util.Optional;
import java.util.function.Supplier;
import network.cairn.ledger.rules.Precondition.Unmet;

/// Leaves the handler of a message that fails; never crosses the package's border.
final class Rejected extends RuntimeException {
  private static final long serialVersionUID = 1L;
  final Reason reason;
  private final transient Optional<Unmet> unmet;

  Rejected(Reason reason, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
    this.unmet = Optional.empty();
  }

  Rejected(Unmet unmet) {
    super(unmet.detail(), null, false, false);
    this.reason = unmet.precondition().reason();
    this.unmet = Optional.of(unmet);
  }

  String detail() {
    return String.valueOf(getMessage());
  }

  /// What [Preconditions] found unmet.
  Unmet unmet() {
    return unmet.orElseThrow(() -> new IllegalStateException("not a precondition", this));
  }

  static void unless(boolean holds, Reason reason, String detail) {
    if (!holds) {
      throw new Rejected(reason, detail);
    }
  }

  /// As the other, for a text that costs more than what it tells of.
  static void unless(boolean holds, Reason reason, Supplier<String> detail) {
    if (!holds) {
      throw new Rejected(reason, detail.get());
    }
  }
}
