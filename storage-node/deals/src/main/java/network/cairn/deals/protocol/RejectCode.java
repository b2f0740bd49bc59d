package network.cairn.deals.protocol;

import java.util.Arrays;

/// Why a provider does not take a proposal (docs/protocol.md §8), each with its number on the wire.
public enum RejectCode {
  /// None of the others.
  UNKNOWN(0),
  MALFORMED(1),
  BAD_SIGNATURE(2),
  WRONG_PROVIDER(3),
  WRONG_SLOT(4),
  TERMS(5),
  NO_ROOM(6),
  BUSY(7),
  NOT_TAKING(8),
  LEDGER_UNAVAILABLE(9),
  NOT_CANONICAL(10),
  EXPIRED(11),
  NOT_FOUND(12);

  private final int number;

  RejectCode(int number) {
    this.number = number;
  }

  /// The one of this number, `UNKNOWN` if there is none.
  static RejectCode of(int number) {
    return Arrays.stream(values()).filter(one -> one.number == number).findFirst().orElse(UNKNOWN);
  }

  int number() {
    return number;
  }
}
