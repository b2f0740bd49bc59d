package network.cairn.ledger.types;

import com.google.protobuf.ByteString;

/// An ask's exact body bytes and the operator's signature over them.
public record SignedAsk(ByteString body, Sig sig) {
  /// @throws NotCanonical if the bytes are no canonical signed ask
  public static SignedAsk decode(ByteString bytes) {
    network.cairn.proto.ledger.SignedAsk wire =
        Canonical.decode(network.cairn.proto.ledger.SignedAsk.parser(), bytes);
    if (!wire.getSig().hasKey()) {
      throw new NotCanonical("ask without signature");
    }
    return new SignedAsk(wire.getBody(), Sig.of(wire.getSig()));
  }

  public ByteString encode() {
    return network.cairn.proto.ledger.SignedAsk.newBuilder()
        .setBody(body)
        .setSig(sig.toWire())
        .build()
        .toByteString();
  }

  public byte[] hash() {
    return Domain.ASK.bodyHash(body);
  }
}
