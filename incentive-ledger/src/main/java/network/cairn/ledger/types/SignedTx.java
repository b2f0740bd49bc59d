package network.cairn.ledger.types;

import com.google.protobuf.ByteString;

/// A transaction as it travels: the exact body bytes and the payer's signature over them.
public record SignedTx(ByteString body, Sig sig) {
  /// Longest transaction in bytes; a longer one is void.
  public static final int MAX_SIZE = 512 * 1024;

  /// @throws NotCanonical if the bytes are no canonical envelope or too many
  public static SignedTx decode(ByteString bytes) {
    if (bytes.size() > MAX_SIZE) {
      throw new NotCanonical("transaction of " + bytes.size() + " bytes is above " + MAX_SIZE);
    }
    network.cairn.proto.ledger.SignedTx wire =
        Canonical.decode(network.cairn.proto.ledger.SignedTx.parser(), bytes);
    if (!wire.hasSig() || !wire.getSig().hasKey()) {
      throw new NotCanonical("transaction without signature");
    }
    return new SignedTx(wire.getBody(), Sig.of(wire.getSig()));
  }

  public ByteString encode() {
    return network.cairn.proto.ledger.SignedTx.newBuilder()
        .setBody(body)
        .setSig(sig.toWire())
        .build()
        .toByteString();
  }

  /// The body's name, by which users follow a transaction.
  public byte[] bodyId() {
    return Domain.TX.bodyHash(body);
  }
}
