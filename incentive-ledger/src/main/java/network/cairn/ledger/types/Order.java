package network.cairn.ledger.types;

import com.google.protobuf.ByteString;
import java.util.List;

/// What a treasury's keys sign (docs/protocol.md §18). Immutable.
///
/// @param number one above that of the last order that was done
/// @param validUntil last height at which it counts
public record Order(ByteString chainRef, long number, long validUntil, Act act) {
  public static final int MAX_PAYMENTS = 16;

  /// What it does.
  public sealed interface Act {}

  /// @param list 1 to [#MAX_PAYMENTS]
  public record Pay(List<Payment> list) implements Act {
    /// @throws OutOfRange for none or too many
    public Pay {
      list = List.copyOf(list);
      OutOfRange.require(
          !list.isEmpty() && list.size() <= MAX_PAYMENTS,
          "an order has 1 to " + MAX_PAYMENTS + " payments");
    }
  }

  /// Moves an amount above 0 out of the treasury.
  public record Payment(Address to, Amount amount) {
    /// @throws OutOfRange for an amount of 0
    public Payment {
      OutOfRange.require(!amount.isZero(), "a payment of 0");
    }
  }

  /// Names keys that are in force after the delay, in place of any that wait.
  public record NewKeys(NamedKeys named) implements Act {}

  /// Keeps the keys: those that wait never come into force.
  public record Keep() implements Act {}

  /// @throws OutOfRange if it is both, or a part is out of bounds
  /// @throws NotCanonical for an amount that has no such form
  static Order of(network.cairn.proto.ledger.Order wire) {
    OutOfRange.require(
        !wire.hasKeys() || wire.getPaymentsCount() == 0, "an order has payments or keys, not both");
    Act act =
        wire.hasKeys()
            ? new NewKeys(NamedKeys.of(wire.getKeys()))
            : wire.getPaymentsCount() == 0
                ? new Keep()
                : new Pay(
                    wire.getPaymentsList().stream()
                        .map(p -> new Payment(new Address(p.getTo()), Amount.decode(p.getAmount())))
                        .toList());
    return new Order(wire.getChainRef(), wire.getNumber(), wire.getValidUntilHeight(), act);
  }

  /// @throws NotCanonical if the bytes are no canonical order
  /// @throws OutOfRange if a part is out of bounds
  public static Order decode(ByteString bytes) {
    return of(Canonical.decode(network.cairn.proto.ledger.Order.parser(), bytes));
  }

  public ByteString encode() {
    return toWire().toByteString();
  }

  network.cairn.proto.ledger.Order toWire() {
    network.cairn.proto.ledger.Order.Builder out =
        network.cairn.proto.ledger.Order.newBuilder()
            .setChainRef(chainRef)
            .setNumber(number)
            .setValidUntilHeight(validUntil);
    switch (act) {
      case Pay(List<Payment> list) ->
          list.forEach(payment ->
              out.addPaymentsBuilder()
                  .setTo(payment.to().bytes())
                  .setAmount(payment.amount().encode()));
      case NewKeys(NamedKeys named) -> out.setKeys(named.toWire());
      case Keep() -> {
        // Neither payments nor keys say it.
      }
    }
    return out.build();
  }

  /// What each key signs.
  public byte[] signBytes() {
    return Domain.TREASURY.signBytes(encode());
  }
}
