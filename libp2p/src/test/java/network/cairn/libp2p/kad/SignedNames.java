package network.cairn.libp2p.kad;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import network.cairn.ipld.codec.dagcbor.DagCbor;
import network.cairn.ipld.model.Node;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.proto.libp2p.KadProto;

/// Makes records of names, as whoever owns a name does.
public final class SignedNames {
  private SignedNames() {}

  /// A record of the name that a key has, without the fields of older versions.
  public static byte[] record(PrivateKey owner, String value, long sequence, Instant until) {
    byte[] data =
        DagCbor.encode(
            Node.of(
                Map.of(
                    "Value", Node.of(value.getBytes(StandardCharsets.UTF_8)),
                    "Validity", Node.of(until.toString().getBytes(StandardCharsets.US_ASCII)),
                    "ValidityType", Node.of(0),
                    "Sequence", Node.of(sequence),
                    "TTL", Node.of(60_000_000_000L))));
    ByteString signed =
        ByteString.copyFromUtf8("ipns-signature:").concat(ByteString.copyFrom(data));
    return KadProto.IpnsEntry.newBuilder()
        .setData(ByteString.copyFrom(data))
        .setSignatureV2(ByteString.copyFrom(owner.sign(signed.toByteArray())))
        .build()
        .toByteArray();
  }
}
