package network.cairn.deals.protocol;

import java.util.Arrays;

/// How far a fill is, each with its number on the wire.
public enum FillState {
  UNKNOWN(0),

  /// For the client to propose again.
  WAITING(1),
  PULLING(2),

  /// The transaction is on its way.
  STORED(3),
  OPENED(4),
  FAILED(5);

  private final int number;

  FillState(int number) {
    this.number = number;
  }

  /// The one of this number, `UNKNOWN` if there is none.
  static FillState of(int number) {
    return Arrays.stream(values()).filter(one -> one.number == number).findFirst().orElse(UNKNOWN);
  }

  int number() {
    return number;
  }
}
