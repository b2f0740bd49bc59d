package network.cairn.libp2p.multiaddr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.StreamSupport;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class MultiaddrVectorsTest {
  private final Vectors vectors = Vectors.topic("multiaddr");

  @Test
  void textAndBytesOfOtherImplementationsAgree() {
    for (String file : List.of("multiaddr.json", "minted.json")) {
      JsonNode json = vectors.json(file);
      int cases = 0;
      for (JsonNode pair : json.path(file.equals("minted.json") ? "cases" : "pairs")) {
        String text = pair.get("text").asString();
        byte[] bytes = HexFormat.of().parseHex(pair.get("bytes").asString());
        assertThat(Multiaddr.parse(text).bytes()).as(text).isEqualTo(bytes);
        assertThat(Multiaddr.decode(bytes)).hasToString(text);
        cases++;
      }
      vectors.ran(file, cases);
    }
  }

  @Test
  void everyGoodTextSurvivesTheWayThroughBytes() {
    int cases = 0;
    for (JsonNode item : vectors.json("multiaddr.json").get("parse_ok").get("items")) {
      Multiaddr parsed = Multiaddr.parse(item.asString());
      assertThat(Multiaddr.decode(parsed.bytes())).isEqualTo(parsed);
      assertThat(Multiaddr.parse(parsed.toString())).as(item.asString()).isEqualTo(parsed);
      assertThat(Multiaddr.parse(item.asString() + "/")).isEqualTo(parsed);
      cases++;
    }
    vectors.ran("multiaddr.json parse_ok", cases);
  }

  @Test
  void everyBadTextAndEveryBadBytesAreRefused() {
    int cases = 0;
    for (JsonNode bad : vectors.json("multiaddr.json").get("parse_fail")) {
      String text = bad.get("text").asString();
      assertThatThrownBy(() -> Multiaddr.parse(text)).as(text).isInstanceOf(InvalidMultiaddr.class);
      cases++;
    }
    for (JsonNode bad : vectors.json("multiaddr.json").get("bytes_fail")) {
      byte[] bytes = HexFormat.of().parseHex(bad.get("bytes").asString());
      assertThatThrownBy(() -> Multiaddr.decode(bytes)).isInstanceOf(InvalidMultiaddr.class);
      cases++;
    }
    vectors.ran("multiaddr.json parse_fail, bytes_fail", cases);
  }

  @Test
  void theTableOfProtocolsIsComplete() {
    List<String> lines = vectors.lines("protocols.csv");
    int cases = 0;
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      Protocol protocol = Protocol.named(cells[2].strip()).orElseThrow();
      assertThat(protocol.code()).isEqualTo(Integer.parseInt(cells[0].strip()));
      assertThat(protocol.hasValue()).isEqualTo(!cells[1].strip().equals("0"));
      cases++;
    }
    vectors.ran("protocols.csv", cases);
    assertThat(StreamSupport.stream(List.of(Protocol.values()).spliterator(), false).count() + 1)
        .isEqualTo(cases);
  }
}
