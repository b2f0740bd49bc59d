package network.cairn.ledger.api;

/// The ledger answered something that its validators did not sign, or that is too old; the message
/// says what. Nothing of the answer may be used.
public final class UntrustedAnswer extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// What an answer says of who gave it.
  enum Kind {
    /// Nobody who is honest gives it.
    LIE,
    /// It may be the chain's, of before what was seen of it, or this machine's clock is wrong.
    BEHIND,
    /// No answer would do: the chain is forked.
    FORK
  }

  private final Kind kind;

  public UntrustedAnswer(String message) {
    this(message, Kind.LIE);
  }

  UntrustedAnswer(String message, Kind kind) {
    super(message);
    this.kind = kind;
  }

  static UntrustedAnswer behind(String message) {
    return new UntrustedAnswer(message, Kind.BEHIND);
  }

  /// Whether no server's answer would do: the chain is forked, and the message says all of it.
  public boolean isFork() {
    return kind == Kind.FORK;
  }

  Kind kind() {
    return kind;
  }
}
