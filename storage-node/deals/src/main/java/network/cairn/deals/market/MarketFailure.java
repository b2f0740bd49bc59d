package network.cairn.deals.market;

/// Something that the market cannot do for the client; the message says what, why and what to do.
public final class MarketFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// What kind of failure.
  public enum Code {
    BAD_TERMS,
    BLOCKS_MISSING,
    NOT_A_PIECE,
    NO_PROVIDERS,
    TOO_FEW_PROVIDERS,
    INSUFFICIENT_FUNDS,
    QUOTE_STALE,
    UNKNOWN_AGREEMENT,
    NOT_OURS,
    REFUSED,
    UNCONFIRMED,
    ENDED,
    STOPPED
  }

  private final Code code;

  public MarketFailure(Code code, String message) {
    super(message);
    this.code = code;
  }

  public MarketFailure(Code code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public Code code() {
    return code;
  }
}
