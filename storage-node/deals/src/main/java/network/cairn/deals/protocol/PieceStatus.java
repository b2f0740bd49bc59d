package network.cairn.deals.protocol;

import java.util.Arrays;

/// How a server answers a request for a piece, each with its number on the wire.
public enum PieceStatus {
  UNKNOWN(0),
  OK(1),
  FORBIDDEN(2),
  BUSY(3),
  RANGE(4);

  private final int number;

  PieceStatus(int number) {
    this.number = number;
  }

  /// The one of this number, `UNKNOWN` if there is none.
  static PieceStatus of(int number) {
    return Arrays.stream(values()).filter(one -> one.number == number).findFirst().orElse(UNKNOWN);
  }

  int number() {
    return number;
  }
}
