package network.cairn.deals.protocol;

/// How a server answers a request for a piece, each at the place that its number has on the wire.
public enum PieceStatus {
  UNKNOWN,
  OK,
  FORBIDDEN,
  BUSY,
  RANGE
}
