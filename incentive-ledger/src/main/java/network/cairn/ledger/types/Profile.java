package network.cairn.ledger.types;

/// Which bounds a chain's parameters keep; its id alone decides (docs/protocol.md §1 and §7).
public enum Profile {
  MAIN,
  DEV;

  /// Chain ids that begin so, and only they, are of the dev profile.
  public static final String DEV_PREFIX = "cairn-dev-";

  public static Profile of(String chainId) {
    return chainId.startsWith(DEV_PREFIX) ? DEV : MAIN;
  }

  /// What addresses in text begin with.
  public String addressPrefix() {
    return this == DEV ? "tcairn" : "cairn";
  }

  /// @throws OutOfRange naming the first parameter outside this profile's bounds
  public void requireBounds(Params params) {
    ParamBounds.require(this, params);
  }
}
