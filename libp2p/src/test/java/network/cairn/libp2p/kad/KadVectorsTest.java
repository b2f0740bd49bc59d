package network.cairn.libp2p.kad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.proto.libp2p.KadProto;
import network.cairn.testing.VectorNode;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.Test;

class KadVectorsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final Vectors vectors = Vectors.topic("libp2p");

  @Test
  void peersAreSortedByTheirDistance() {
    String file = "minted-kad-distance.json";
    vectors.ran(
        file,
        vectors
            .json(file)
            .each(
                "cases",
                each -> {
                  KadKey target =
                      KadKey.of(
                          each.get("target_key_utf8").asString().getBytes(StandardCharsets.UTF_8));
                  List<PeerId> peers = peers(each, "peers");
                  peers.sort((a, b) -> target.compareDistance(KadKey.of(a), KadKey.of(b)));
                  assertThat(peers).isEqualTo(peers(each, "sorted_closest_first"));
                }));
  }

  private static List<PeerId> peers(VectorNode node, String field) {
    List<PeerId> peers = new ArrayList<>();
    node.get(field).forEach(p -> peers.add(PeerId.parse(p.asString())));
    return peers;
  }

  @Test
  void messagesMadeByJsAreReadAndWrittenAlike() throws IOException {
    String file = "minted-kad-messages.json";
    vectors.ran(
        file,
        vectors
            .json(file)
            .each(
                "cases",
                each -> {
                  byte[] bytes = hex(each, "hex");
                  KadMessage message = KadCodec.decode(bytes);
                  VectorNode json = each.get("json");
                  assertThat(message.type()).hasToString(json.get("type").asString());
                  if (json.has("key")) {
                    assertThat(message.key().toByteArray()).isEqualTo(hex(json, "key"));
                    assertThat(KadCodec.encode(message)).isEqualTo(bytes);
                  }
                }));
  }

  @Test
  void messagesMadeByGoAreRead() throws IOException {
    for (int number : new int[] {1, 3, 4, 5, 6}) {
      String file = "kad-messages/msg-" + number + ".bin";
      vectors.single(
          file,
          1,
          () -> {
            KadMessage message = KadCodec.decode(vectors.bytes(file));
            assertThat(message.type())
                .isEqualTo(number == 3 ? KadMessage.Type.GET_VALUE : KadMessage.Type.FIND_NODE);
            assertThat(message.key().size()).isEqualTo(number < 4 ? 8 : 34);
          });
    }
  }

  @Test
  void recordsMadeByGoAreReadWithTheirOldFields() throws IOException {
    String file = "kad-record.json";
    vectors.single(
        file,
        2,
        () -> {
          for (String field : List.of("unsigned_hex", "legacy_signed_hex")) {
            KadProto.KadRecord record =
                KadProto.KadRecord.parseFrom(hex(vectors.json(file), field));
            assertThat(record.getKey().toStringUtf8()).isEqualTo("hello");
            assertThat(record.getValue().toStringUtf8()).isEqualTo("world");
          }
        });
  }

  @Test
  void namesRecordsHoldOrAreRefusedAsTheSpecificationSays() throws IOException {
    Vectors ipns = Vectors.topic("ipns");
    ipns.ran(
        "records.json",
        ipns.json("records.json")
            .each(
                "cases",
                each -> {
                  String path = each.get("file").asString();
                  check(
                      PeerId.parse(each.get("name").asString()),
                      ipns.bytes(path),
                      each.get("expect").asString());
                }));
  }

  @Test
  void mintedNamesRecordsHoldOrAreRefused() throws IOException {
    Vectors ipns = Vectors.topic("ipns");
    ipns.ran(
        "minted.json",
        ipns.json("minted.json")
            .each(
                "cases",
                each ->
                    check(
                        PeerId.parse(each.get("peer_id").asString()),
                        hex(each, "record_hex"),
                        each.get("expect").asString())));
  }

  private static void check(PeerId name, byte[] record, String expected) throws InvalidValue {
    if (expected.equals("valid")) {
      assertThat(IpnsRecord.check(name, record, NOW).until()).isAfter(NOW);
      assertThatThrownBy(
              () -> IpnsRecord.check(name, record, Instant.parse("2299-01-01T00:00:00Z")))
          .as("when it has ended")
          .isInstanceOf(InvalidValue.class);
    } else {
      assertThatThrownBy(() -> IpnsRecord.check(name, record, NOW))
          .isInstanceOf(InvalidValue.class);
    }
  }

  private static byte[] hex(VectorNode node, String field) {
    return HexFormat.of().parseHex(node.get(field).asString());
  }
}
