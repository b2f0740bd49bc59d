package network.cairn.libp2p.peerstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.InvalidPeer;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PeerRecordVectorsTest {
  private final Vectors vectors = Vectors.topic("libp2p");

  @Test
  void theRecordMadeByGoHoldsAndIsMadeAlike() {
    check(vectors.json("signed-peer-record.json"));
    vectors.ran("signed-peer-record.json", 1);
  }

  @Test
  void theRecordsMadeByJsHoldAndTheForgedOneDoesNot() {
    int cases = 0;
    for (JsonNode each : vectors.json("minted-peer-records.json").get("cases")) {
      if (each.get("expect").asString().equals("valid")) {
        check(each);
      } else {
        assertThatThrownBy(() -> PeerRecord.open(hex(each, "envelope_hex")))
            .isInstanceOf(InvalidPeer.class);
      }
      cases++;
    }
    vectors.ran("minted-peer-records.json", cases);
  }

  private static void check(JsonNode each) {
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

  private static byte[] hex(JsonNode node, String field) {
    return HexFormat.of().parseHex(node.get(field).asString());
  }
}
