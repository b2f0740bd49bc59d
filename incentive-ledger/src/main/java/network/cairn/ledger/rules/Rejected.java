package network.cairn.ledger.rules;

/// Leaves the handler of a message that fails; never crosses the package's border.
final class Rejected extends RuntimeException {
  private static final long serialVersionUID = 1L;
  final Reason reason;

  Rejected(Reason reason, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
  }

  String detail() {
    return String.valueOf(getMessage());
  }

  static void unless(boolean holds, Reason reason, String detail) {
    if (!holds) {
      throw new Rejected(reason, detail);
    }
  }
}
