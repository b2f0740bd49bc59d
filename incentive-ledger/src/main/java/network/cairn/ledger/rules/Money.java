package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import network.cairn.base.units.Coins;
import network.cairn.ledger.types.Amount;

/// Between amounts in state and the integers that formulas run in.
final class Money {
  private Money() {}

  static BigInteger of(ByteString amount) {
    return new BigInteger(1, amount.toByteArray());
  }

  /// @throws IllegalStateException for what no state may hold: a fault of the rules
  static ByteString bytes(BigInteger pebbles) {
    if (pebbles.signum() < 0 || !Formulas.isWithinSupply(pebbles)) {
      throw new IllegalStateException("the rules computed an amount of " + Coins.text(pebbles));
    }
    return Amount.of(pebbles).encode();
  }

  static ByteString plus(ByteString amount, BigInteger more) {
    return bytes(of(amount).add(more));
  }

  static ByteString minus(ByteString amount, BigInteger less) {
    return bytes(of(amount).subtract(less));
  }
}
