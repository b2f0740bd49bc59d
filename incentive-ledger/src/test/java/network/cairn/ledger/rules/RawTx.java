package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Domain;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.SignedTx;
import network.cairn.proto.ledger.TxBody;
import network.cairn.testing.VectorNode;

/// Transactions that the value types refuse to make, such as a transfer of 0.
///
/// What cannot be a message is a [Msg.Malformed] whose reason holds the wire form in hexadecimal.
final class RawTx {
  private RawTx() {}

  static ByteString sign(
      TestKey payer, ByteString ref, int lane, long nonce, long validUntil, List<Msg> msgs) {
    TxBody.Builder body =
        TxBody.newBuilder()
            .setChainRef(ref)
            .setPayer(payer.address().bytes())
            .setLane(lane)
            .setNonce(nonce)
            .setValidUntilHeight(validUntil);
    msgs.forEach(msg -> body.addMsgs(wire(msg)));
    ByteString bytes = body.build().toByteString();
    return new SignedTx(bytes, payer.sig(Domain.TX.signBytes(bytes))).encode();
  }

  static network.cairn.proto.ledger.Msg wire(Msg msg) {
    try {
      if (msg instanceof Msg.Malformed malformed) {
        return network.cairn.proto.ledger.Msg.parseFrom(
            java.util.HexFormat.of().parseHex(malformed.reason()));
      }
      ByteString one =
          network.cairn.ledger.types.TxBody.of(
                  ByteString.EMPTY,
                  new Address(ByteString.copyFrom(new byte[32])),
                  0,
                  1,
                  1,
                  List.of(msg))
              .encode();
      return TxBody.parseFrom(one).getMsgs(0);
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  static Msg.Malformed raw(Msg.Kind kind, network.cairn.proto.ledger.Msg.Builder msg) {
    return new Msg.Malformed(kind, java.util.HexFormat.of().formatHex(msg.build().toByteArray()));
  }

  private static network.cairn.proto.ledger.Msg.Builder msg() {
    return network.cairn.proto.ledger.Msg.newBuilder();
  }

  static Msg transfer(Address to, Amount amount) {
    network.cairn.proto.ledger.Msg.Builder out = msg();
    out.getTransferBuilder().setTo(to.bytes()).setAmount(amount.encode());
    return raw(Msg.Kind.TRANSFER, out);
  }

  static Msg bondAdd(Amount amount) {
    network.cairn.proto.ledger.Msg.Builder out = msg();
    out.getBondAddBuilder().setAmount(amount.encode());
    return raw(Msg.Kind.BOND_ADD, out);
  }

  static Msg bondWithdraw(Amount amount) {
    network.cairn.proto.ledger.Msg.Builder out = msg();
    out.getBondWithdrawBuilder().setAmount(amount.encode());
    return raw(Msg.Kind.BOND_WITHDRAW, out);
  }

  static Msg update(Address provider, Optional<Address> payout, Optional<Msg.PeerChange> peer) {
    network.cairn.proto.ledger.Msg.Builder out = msg();
    out.getUpdateProviderBuilder().setProvider(provider.bytes());
    payout.ifPresent(p -> out.getUpdateProviderBuilder().setPayout(p.bytes()));
    peer.ifPresent(
        p -> out.getUpdateProviderBuilder().setPeerId(p.peerId()).setPeerSignature(p.signature()));
    return raw(Msg.Kind.UPDATE_PROVIDER, out);
  }

  static Msg create(TestPiece piece, VectorNode m) {
    network.cairn.proto.ledger.Msg.Builder out = msg();
    out.getCreateAgreementBuilder()
        .setRoot(piece.root)
        .setPiece(piece.cidBytes)
        .setCopies(m.get("copies").asInt())
        .setCeiling(Amount.parse(m.get("ceiling").asString()).encode())
        .setTerm(m.get("term").asInt())
        .setMultiplier(m.get("multiplier").asInt())
        .setFillUntil(m.get("fillUntil").asLong());
    return raw(Msg.Kind.CREATE_AGREEMENT, out);
  }
}
