package network.cairn.ledger.types;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import network.cairn.ledger.types.ParamBounds.Row;

/// How a parameter of each kind is read and written: a count, an amount, the fee of a message.
final class ParamRows {
  static final String MONEY = "pebbles";

  /// A thousandth of a CAIRN.
  static final BigInteger MILLI = BigInteger.TEN.pow(15);

  /// Engines keep their pace by the one, and light clients' trust hangs on the other.
  private static final Set<String> FOR_EVER = Set.of("blockInterval", "unbonding");

  interface Count {
    void set(network.cairn.proto.ledger.Params.Builder wire, long value);
  }

  interface Money {
    void set(network.cairn.proto.ledger.Params.Builder wire, ByteString value);
  }

  private ParamRows() {}

  /// So much of whole CAIRN.
  static BigInteger cairn(long amount) {
    return Amount.CAIRN.multiply(BigInteger.valueOf(amount));
  }

  /// One that no vote changes: candidates are ranked, sets counted, and providers vetted by what
  /// genesis says.
  static Row genesis(Row row) {
    return new Row(
        row.name(), row.unit(), row.value(), row.set(), row.lowest(), row.highest(), false);
  }

  static Row count(
      String name,
      String unit,
      Function<Params, Long> value,
      Count set,
      long lowest,
      long highest) {
    return new Row(
        name,
        unit,
        params -> BigInteger.valueOf(value.apply(params)),
        (wire, number) -> set.set(wire, number.longValueExact()),
        BigInteger.valueOf(lowest),
        BigInteger.valueOf(highest),
        !FOR_EVER.contains(name));
  }

  static Row money(
      String name,
      Function<Params, Amount> value,
      Money set,
      BigInteger lowest,
      BigInteger highest) {
    return new Row(
        name,
        MONEY,
        params -> value.apply(params).pebbles(),
        (wire, number) -> set.set(wire, Amount.of(number).encode()),
        lowest,
        highest,
        true);
  }

  static Row fee(
      String message,
      Function<Fees, Amount> value,
      BiConsumer<network.cairn.proto.ledger.Fees.Builder, ByteString> set,
      BigInteger lowest,
      BigInteger highest) {
    return money(
        "fee of " + message,
        params -> value.apply(params.fees()),
        (wire, number) -> set.accept(wire.getFeesBuilder(), number),
        lowest,
        highest);
  }
}
