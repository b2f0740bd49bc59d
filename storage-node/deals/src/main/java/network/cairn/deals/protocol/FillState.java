package network.cairn.deals.protocol;

/// How far a fill is, each at the place that its number has on the wire.
public enum FillState {
  UNKNOWN,

  /// For the client to propose again.
  WAITING,
  PULLING,

  /// The transaction is on its way.
  STORED,
  OPENED,
  FAILED
}
