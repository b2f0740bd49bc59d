package network.cairn.deals.provider;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Optional;
import network.cairn.ledger.client.Chain;

/// What a provider keeps in its repository, to and from bytes; nothing else knows the protobuf
/// form. Stateless.
final class HoldingCodec {
  private HoldingCodec() {}

  /// @throws IllegalStateException if the bytes are no duty
  static Holding decode(byte[] value) {
    try {
      network.cairn.proto.deal.Holding wire = network.cairn.proto.deal.Holding.parseFrom(value);
      return new Holding(
          Holding.State.of(wire.getStateValue()),
          wire.getPiece(),
          wire.getAgreement(),
          wire.getSlot(),
          wire.getValidUntil(),
          wire.getSignedIntent(),
          wire.getPeer(),
          wire.getTicket(),
          wire.getSet(),
          wire.getTx());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a duty in the repository does not decode", e);
    }
  }

  static byte[] encode(Holding holding) {
    return network.cairn.proto.deal.Holding.newBuilder()
        .setStateValue(holding.state().number())
        .setPiece(holding.piece())
        .setAgreement(holding.agreement())
        .setSlot(holding.slot())
        .setValidUntil(holding.validUntil())
        .setSignedIntent(holding.signedIntent())
        .setPeer(holding.peer())
        .setTicket(holding.ticket())
        .setSet(holding.set())
        .setTx(holding.tx())
        .build()
        .toByteArray();
  }

  /// Empty if the bytes are no cursor.
  static Optional<Chain.Cursor> decodeCursor(byte[] value) {
    try {
      network.cairn.proto.deal.Cursor wire = network.cairn.proto.deal.Cursor.parseFrom(value);
      return Optional.of(new Chain.Cursor(wire.getHeight(), wire.getIndex()));
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }

  static byte[] encode(Chain.Cursor cursor) {
    return network.cairn.proto.deal.Cursor.newBuilder()
        .setHeight(cursor.height())
        .setIndex(cursor.index())
        .build()
        .toByteArray();
  }
}
