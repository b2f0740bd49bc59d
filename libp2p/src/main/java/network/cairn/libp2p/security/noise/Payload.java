package network.cairn.libp2p.security.noise;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import network.cairn.libp2p.peer.InvalidPeer;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.peer.PublicKey;
import network.cairn.libp2p.security.HandshakeFailed;
import network.cairn.libp2p.security.HandshakeFailed.Reason;
import network.cairn.proto.libp2p.NoiseExtensions;
import network.cairn.proto.libp2p.NoiseHandshakePayload;
import org.jspecify.annotations.Nullable;

/// What a side says of itself within the handshake: its identity key, proved to own the static key,
/// and its muxers.
record Payload(PublicKey identity, List<String> muxers) {
  /// An honest payload with an RSA key of 8,192 bits takes 2.2 KiB.
  static final int MAX_BYTES = 4096;

  private static final int MAX_MUXERS = 100;
  private static final int MAX_MUXER_NAME = 256;
  private static final byte[] DOMAIN =
      "noise-libp2p-static-key:".getBytes(StandardCharsets.US_ASCII);

  Payload {
    muxers = List.copyOf(muxers);
  }

  static byte[] encode(PrivateKey identity, byte[] staticPoint, List<String> muxers) {
    return NoiseHandshakePayload.newBuilder()
        .setIdentityKey(ByteString.copyFrom(identity.publicKey().protobuf()))
        .setIdentitySig(ByteString.copyFrom(identity.sign(signed(staticPoint))))
        .setExtensions(NoiseExtensions.newBuilder().addAllStreamMuxers(muxers))
        .build()
        .toByteArray();
  }

  /// Reads and verifies the other side's payload; the key is checked before it verifies anything.
  static Payload decode(byte[] bytes, byte[] staticPoint) throws HandshakeFailed {
    if (bytes.length > MAX_BYTES) {
      throw malformed("a payload of " + bytes.length + " bytes, allowed are " + MAX_BYTES, null);
    }
    NoiseHandshakePayload message;
    PublicKey identity;
    try {
      message = NoiseHandshakePayload.parseFrom(bytes);
      identity = PublicKey.decode(message.getIdentityKey().toByteArray());
    } catch (InvalidProtocolBufferException e) {
      throw malformed("a payload that is no protobuf", e);
    } catch (InvalidPeer e) {
      throw malformed("an identity key that is refused: " + e.getMessage(), e);
    }
    if (!identity.verify(signed(staticPoint), message.getIdentitySig().toByteArray())) {
      throw new HandshakeFailed(
          Reason.NOT_AUTHENTIC, "the identity key's signature over the static key does not hold");
    }
    return new Payload(identity, muxers(message.getExtensions().getStreamMuxersList()));
  }

  /// A list beyond the bounds counts as none: the muxer is then negotiated later.
  private static List<String> muxers(List<String> offered) {
    boolean sound =
        offered.size() <= MAX_MUXERS
            && offered.stream().allMatch(m -> m.length() <= MAX_MUXER_NAME);
    return sound ? List.copyOf(offered) : List.of();
  }

  private static byte[] signed(byte[] staticPoint) {
    byte[] text = Arrays.copyOf(DOMAIN, DOMAIN.length + staticPoint.length);
    System.arraycopy(staticPoint, 0, text, DOMAIN.length, staticPoint.length);
    return text;
  }

  private static HandshakeFailed malformed(String what, @Nullable Throwable cause) {
    String message = "the peer sent " + what;
    return cause == null
        ? new HandshakeFailed(Reason.MALFORMED, message)
        : new HandshakeFailed(Reason.MALFORMED, message, cause);
  }
}
