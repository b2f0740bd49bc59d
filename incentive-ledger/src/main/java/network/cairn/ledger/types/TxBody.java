package network.cairn.ledger.types;

import com.google.protobuf.ByteString;
import java.util.List;

/// What a transaction says (docs/protocol.md §2). A decoded body is canonical, but its numbers are
/// checked by the rules: what is out of bounds there costs its fee. Immutable.
public record TxBody(
    ByteString chainRef,
    ByteString payer,
    long lane,
    long nonce,
    long validUntil,
    List<Msg> msgs,
    String memo) {
  public static final int LANES = 16;
  public static final int MAX_MSGS = 16;
  public static final int MAX_MEMO = 256;

  /// Furthest end of validity above the height that executes.
  public static final long MAX_VALIDITY = 10_000;

  public TxBody {
    msgs = List.copyOf(msgs);
  }

  /// A body without memo.
  public static TxBody of(
      ByteString chainRef, Address payer, int lane, long nonce, long validUntil, List<Msg> msgs) {
    return new TxBody(chainRef, payer.bytes(), lane, nonce, validUntil, msgs, "");
  }

  /// @throws NotCanonical if the bytes are no canonical body
  public static TxBody decode(ByteString bytes) {
    network.cairn.proto.ledger.TxBody wire =
        Canonical.decode(network.cairn.proto.ledger.TxBody.parser(), bytes);
    return new TxBody(
        wire.getChainRef(),
        wire.getPayer(),
        Integer.toUnsignedLong(wire.getLane()),
        wire.getNonce(),
        wire.getValidUntilHeight(),
        wire.getMsgsList().stream().map(MsgCodec::decode).toList(),
        wire.getMemo());
  }

  public ByteString encode() {
    return network.cairn.proto.ledger.TxBody.newBuilder()
        .setChainRef(chainRef)
        .setPayer(payer)
        .setLane((int) lane)
        .setNonce(nonce)
        .setValidUntilHeight(validUntil)
        .addAllMsgs(msgs.stream().map(MsgCodec::encode).toList())
        .setMemo(memo)
        .build()
        .toByteString();
  }
}
