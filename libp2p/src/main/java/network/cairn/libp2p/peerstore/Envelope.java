package network.cairn.libp2p.peerstore;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import network.cairn.base.varint.Varint;
import network.cairn.libp2p.peer.InvalidPeer;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.peer.PublicKey;

/// A payload signed by a peer's key for one purpose (libp2p RFC 0002). Immutable; an instance is
/// always verified.
///
/// Signed are the domain, the payload type and the payload, each with its length before it.
final class Envelope {
  /// Above every envelope that protocols carry: identify reads at most 8 KiB.
  public static final int MAX_BYTES = 16_384;

  private final PublicKey signer;
  private final byte[] payloadType;
  private final byte[] payload;
  private final byte[] signature;

  private Envelope(PublicKey signer, byte[] payloadType, byte[] payload, byte[] signature) {
    this.signer = signer;
    this.payloadType = payloadType;
    this.payload = payload;
    this.signature = signature;
  }

  /// Signs a payload.
  public static Envelope seal(PrivateKey key, String domain, byte[] payloadType, byte[] payload) {
    byte[] signature = key.sign(signed(domain, payloadType, payload));
    return new Envelope(key.publicKey(), payloadType.clone(), payload.clone(), signature);
  }

  /// Reads an envelope and verifies it for a domain.
  ///
  /// @throws InvalidPeer if it is none, too long, or its signature does not hold
  public static Envelope open(byte[] bytes, String domain) {
    if (bytes.length > MAX_BYTES) {
      throw new InvalidPeer(
          "envelope of " + bytes.length + " bytes, at most " + MAX_BYTES + " are read");
    }
    network.cairn.proto.libp2p.Envelope message;
    try {
      message = network.cairn.proto.libp2p.Envelope.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new InvalidPeer("envelope is no protobuf: " + e.getMessage(), e);
    }
    PublicKey signer = PublicKey.decode(message.getPublicKey().toByteArray());
    byte[] type = message.getPayloadType().toByteArray();
    byte[] payload = message.getPayload().toByteArray();
    byte[] signature = message.getSignature().toByteArray();
    if (!signer.verify(signed(domain, type, payload), signature)) {
      throw new InvalidPeer(
          "envelope's signature by " + signer + " for '" + domain + "' does not hold");
    }
    return new Envelope(signer, type, payload, signature);
  }

  private static byte[] signed(String domain, byte[] payloadType, byte[] payload) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (byte[] part :
        new byte[][] {domain.getBytes(StandardCharsets.UTF_8), payloadType, payload}) {
      text.writeBytes(Varint.encode(part.length));
      text.writeBytes(part);
    }
    return text.toByteArray();
  }

  public byte[] encode() {
    return network.cairn.proto.libp2p.Envelope.newBuilder()
        .setPublicKey(ByteString.copyFrom(signer.protobuf()))
        .setPayloadType(ByteString.copyFrom(payloadType))
        .setPayload(ByteString.copyFrom(payload))
        .setSignature(ByteString.copyFrom(signature))
        .build()
        .toByteArray();
  }

  public PublicKey signer() {
    return signer;
  }

  /// What kind of payload the signer meant, a copy.
  public byte[] payloadType() {
    return payloadType.clone();
  }

  /// The payload, a copy.
  public byte[] payload() {
    return payload.clone();
  }
}
