package network.cairn.libp2p.multiaddr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import network.cairn.testing.VectorNode;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.Test;

class MultiaddrVectorsTest {
  private final Vectors vectors = Vectors.topic("multiaddr");

  @Test
  void textAndBytesOfOtherImplementationsAgree() {
    for (String file : List.of("multiaddr.json", "minted.json")) {
      VectorNode json = vectors.json(file);
      int cases =
          json.each(
              file.equals("minted.json") ? "cases" : "pairs",
              pair -> {
                String text = pair.get("text").asString();
                byte[] bytes = HexFormat.of().parseHex(pair.get("bytes").asString());
                assertThat(Multiaddr.parse(text).bytes()).as(text).isEqualTo(bytes);
                assertThat(Multiaddr.decode(bytes)).hasToString(text);
              });
      vectors.ran(file, cases);
    }
  }

  @Test
  void everyGoodTextSurvivesTheWayThroughBytes() {
    int cases =
        vectors
            .json("multiaddr.json")
            .get("parse_ok")
            .each(
                "items",
                item -> {
                  Multiaddr parsed = Multiaddr.parse(item.asString());
                  assertThat(Multiaddr.decode(parsed.bytes())).isEqualTo(parsed);
                  assertThat(Multiaddr.parse(parsed.toString()))
                      .as(item.asString())
                      .isEqualTo(parsed);
                  assertThat(Multiaddr.parse(item.asString() + "/")).isEqualTo(parsed);
                });
    vectors.ran("multiaddr.json parse_ok", cases);
  }

  @Test
  void everyBadTextAndEveryBadBytesAreRefused() {
    int cases =
        vectors
            .json("multiaddr.json")
            .each(
                "parse_fail",
                bad -> {
                  String text = bad.get("text").asString();
                  assertThatThrownBy(() -> Multiaddr.parse(text))
                      .as(text)
                      .isInstanceOf(InvalidMultiaddr.class);
                });
    cases +=
        vectors
            .json("multiaddr.json")
            .each(
                "bytes_fail",
                bad -> {
                  byte[] bytes = HexFormat.of().parseHex(bad.get("bytes").asString());
                  assertThatThrownBy(() -> Multiaddr.decode(bytes))
                      .isInstanceOf(InvalidMultiaddr.class);
                });
    vectors.ran("multiaddr.json parse_fail, bytes_fail", cases);
  }

  @Test
  void knowsEveryProtocolOfTheTable() {
    int cases =
        vectors.each(
            vectors.rows("protocols.csv", 1),
            line -> {
              String[] cells = line.split(",", -1);
              Protocol protocol = Protocol.named(cells[2].strip()).orElseThrow();
              assertThat(protocol.code()).isEqualTo(Integer.parseInt(cells[0].strip()));
              assertThat(protocol.hasValue()).isEqualTo(!cells[1].strip().equals("0"));
            });
    vectors.ran("protocols.csv", cases);
  }
}
