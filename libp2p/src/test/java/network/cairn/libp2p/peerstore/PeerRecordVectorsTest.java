package network.cairn.libp2p.peerstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.InvalidPeer;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.testing.VectorNode;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.Test;

class PeerRecordVectorsTest {
  private final Vectors vectors = Vectors.topic("libp2p");

  @Test
  void theRecordMadeByGoHoldsAndIsMadeAlike() {
    String file = "signed-peer-record.json";
    vectors.single(file, 1, () -> check(vectors.json(file)));
  }

  @Test
  void theRecordsMadeByJsHoldAndTheForgedOneDoesNot() {
    int cases =
        vectors
            .json("minted-peer-records.json")
            .each(
                "cases",
                each -> {
                  if (each.get("expect").asString().equals("valid")) {
                    check(each);
                  } else {
                    byte[] forged = hex(each, "envelope_hex");
                    assertThatThrownBy(() -> PeerRecord.open(forged))
                        .isInstanceOf(InvalidPeer.class);
                  }
                });
    vectors.ran("minted-peer-records.json", cases);
  }

  private static void check(VectorNode each) {
    byte[] envelope = hex(each, "envelope_hex");
    PeerRecord record = PeerRecord.open(envelope);
    List<Multiaddr> addresses = new ArrayList<>();
    each.get("addrs").forEach(a -> addresses.add(Multiaddr.parse(a.asString())));
    assertThat(record.addresses()).isEqualTo(addresses);
    if (each.has("peer_id")) {
      assertThat(record.peer()).hasToString(each.get("peer_id").asString());
    }
    if (!each.get("seq").isNull()) {
      assertThat(record.sequence()).isEqualTo(Long.parseLong(each.get("seq").asString()));
    }
    PrivateKey key = PrivateKey.decode(hex(each, "private_key_protobuf_hex"));
    PeerRecord again = PeerRecord.open(record.seal(key));
    assertThat(again).isEqualTo(record);
    if (key.type() == network.cairn.libp2p.peer.KeyType.ED25519) {
      assertThat(record.seal(key)).isEqualTo(envelope);
    }
  }

  private static byte[] hex(VectorNode node, String field) {
    return HexFormat.of().parseHex(node.get(field).asString());
  }
}
