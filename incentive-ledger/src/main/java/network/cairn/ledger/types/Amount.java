package network.cairn.ledger.types;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import network.cairn.base.units.Coins;

/// An amount of money in pebbles, 0 to the supply (docs/protocol.md §1). Immutable.
public record Amount(BigInteger pebbles) implements Comparable<Amount> {
  /// Pebbles of one CAIRN.
  public static final BigInteger CAIRN = BigInteger.TEN.pow(18);

  /// Stands before the amounts: they are held against it.
  private static final BigInteger MOST = BigInteger.TEN.pow(27);

  /// Everything there is: 10^9 CAIRN.
  public static final Amount SUPPLY = new Amount(MOST);

  public static final Amount ZERO = new Amount(BigInteger.ZERO);

  /// @throws OutOfRange below 0 or above the supply
  public Amount {
    if (pebbles.signum() < 0 || pebbles.compareTo(MOST) > 0) {
      throw new OutOfRange(
          "an amount of " + Coins.text(pebbles) + " is not in 0.." + Coins.text(MOST));
    }
  }

  public static Amount of(BigInteger pebbles) {
    return new Amount(pebbles);
  }

  public static Amount ofPebbles(long pebbles) {
    return new Amount(BigInteger.valueOf(pebbles));
  }

  public static Amount ofCairn(long cairn) {
    return new Amount(BigInteger.valueOf(cairn).multiply(CAIRN));
  }

  /// Reads pebbles in decimal, as JSON has them.
  ///
  /// @throws OutOfRange if the text is no such number
  public static Amount parse(String decimal) {
    OutOfRange.require(
        decimal.matches("0|[1-9][0-9]{0,27}"), "'" + shorten(decimal) + "' is no amount");
    return new Amount(new BigInteger(decimal));
  }

  private static String shorten(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }

  /// Reads the wire form: 0 to 16 bytes, big-endian, no leading zero, at most the supply.
  ///
  /// @throws NotCanonical if the bytes are anything else
  public static Amount decode(ByteString bytes) {
    if (bytes.size() > 16 || (!bytes.isEmpty() && bytes.byteAt(0) == 0)) {
      throw new NotCanonical("amount is not 0 to 16 bytes without leading zero");
    }
    BigInteger pebbles = new BigInteger(1, bytes.toByteArray());
    if (pebbles.compareTo(SUPPLY.pebbles) > 0) {
      throw new NotCanonical("amount is above the supply");
    }
    return new Amount(pebbles);
  }

  /// The wire form.
  public ByteString encode() {
    byte[] bytes = pebbles.toByteArray();
    int skip = bytes[0] == 0 ? 1 : 0;
    return ByteString.copyFrom(bytes, skip, bytes.length - skip);
  }

  public boolean isZero() {
    return pebbles.signum() == 0;
  }

  public Amount plus(Amount other) {
    return new Amount(pebbles.add(other.pebbles));
  }

  /// @throws OutOfRange if `other` is more than this
  public Amount minus(Amount other) {
    return new Amount(pebbles.subtract(other.pebbles));
  }

  public Amount times(long factor) {
    return new Amount(pebbles.multiply(BigInteger.valueOf(factor)));
  }

  @Override
  public int compareTo(Amount other) {
    return pebbles.compareTo(other.pebbles);
  }

  /// Pebbles in decimal, as [#parse] reads them: for JSON, never for people.
  public String decimal() {
    return pebbles.toString();
  }

  /// As people read it, `1.5 CAIRN`.
  @Override
  public String toString() {
    return Coins.text(pebbles);
  }
}
