package network.cairn.deals.market;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import network.cairn.ledger.types.SignedIntent;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.proto.deal.OwnAgreement;
import network.cairn.proto.deal.OwnIntent;

/// What a client keeps of its agreements, to and from bytes; nothing else knows the protobuf form.
/// Stateless.
final class JournalCodec {
  private JournalCodec() {}

  /// @throws IllegalStateException if the bytes are no agreement
  static Journal.Own decode(byte[] value) {
    try {
      OwnAgreement wire = OwnAgreement.parseFrom(value);
      return new Journal.Own(
          wire.getId(),
          wire.getRoot(),
          wire.getPiece(),
          wire.getIntentsList().stream().map(JournalCodec::given).toList());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("an agreement in the repository does not decode", e);
    }
  }

  private static Journal.Given given(OwnIntent wire) {
    return new Journal.Given(
        SignedIntent.decode(wire.getSignedIntent()), PeerId.decode(wire.getPeer().toByteArray()));
  }

  static byte[] encode(Journal.Own own) {
    OwnAgreement.Builder wire =
        OwnAgreement.newBuilder().setId(own.id()).setRoot(own.root()).setPiece(own.piece());
    for (Journal.Given given : own.intents()) {
      wire.addIntents(
          OwnIntent.newBuilder()
              .setSignedIntent(given.intent().encode())
              .setPeer(ByteString.copyFrom(given.peer().bytes())));
    }
    return wire.build().toByteArray();
  }
}
