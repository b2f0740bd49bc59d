package network.cairn.ledger.rules;

/// A transaction that a pool does not take, by [Admission].
public final class Inadmissible extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final Reason reason;

  Inadmissible(Reason reason, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
  }

  static Inadmissible of(Rejected why) {
    return new Inadmissible(why.reason, why.detail());
  }

  public Reason reason() {
    return reason;
  }

  public String detail() {
    return String.valueOf(getMessage());
  }
}
