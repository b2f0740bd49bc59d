package network.cairn.ledger.types;

import com.google.protobuf.ByteString;

/// An intent's exact body bytes and the client's signature over them. Its body is judged only when
/// it is used.
public record SignedIntent(ByteString body, Sig sig) {
  static SignedIntent of(network.cairn.proto.ledger.SignedIntent wire) {
    return new SignedIntent(wire.getBody(), Sig.of(wire.getSig()));
  }

  /// @throws NotCanonical if the bytes are no canonical signed intent
  public static SignedIntent decode(ByteString bytes) {
    network.cairn.proto.ledger.SignedIntent wire =
        Canonical.decode(network.cairn.proto.ledger.SignedIntent.parser(), bytes);
    if (!wire.getSig().hasKey()) {
      throw new NotCanonical("intent without signature");
    }
    return of(wire);
  }

  public ByteString encode() {
    return toWire().toByteString();
  }

  network.cairn.proto.ledger.SignedIntent toWire() {
    return network.cairn.proto.ledger.SignedIntent.newBuilder()
        .setBody(body)
        .setSig(sig.toWire())
        .build();
  }

  /// The intent's name.
  public byte[] hash() {
    return Domain.INTENT.bodyHash(body);
  }
}
