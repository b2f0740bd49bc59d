package network.cairn.content.exchange.bitswap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class MessageVectorsTest {
  private static final HexFormat HEX = HexFormat.of();
  private final MessageCodec codec = new MessageCodec(Hashing.jdk());

  @Test
  void decodesWhatHeliaEncodes() throws Exception {
    Vectors vectors = Vectors.topic("bitswap");
    int cases = 0;
    for (JsonNode c : vectors.json("messages.json").get("cases")) {
      Message message = codec.decode(HEX.parseHex(c.get("hex").asString()));
      String name = c.get("name").asString();
      check(name, message, c.get("json"));
      check(name + ", encoded again", codec.decode(codec.encode(message)), c.get("json"));
      cases++;
    }
    vectors.ran("messages.json", cases);
  }

  private static void check(String name, Message message, JsonNode json) {
    JsonNode wantlist = json.path("wantlist");
    assertThat(message.full()).as(name).isEqualTo(wantlist.path("full").asBoolean(false));
    List<String> wants = new ArrayList<>();
    for (JsonNode e : wantlist.path("entries")) {
      wants.add(
          e.get("cid").asString()
              + e.path("priority").asInt(0)
              + e.path("cancel").asBoolean(false)
              + e.path("wantType").asString("WantBlock").equals("WantHave")
              + e.path("sendDontHave").asBoolean(false));
    }
    assertThat(
            message.wants().stream()
                .map(w ->
                    HEX.formatHex(w.cid().bytes())
                        + w.priority()
                        + w.cancel()
                        + w.haveOnly()
                        + w.sendDontHave()))
        .as(name)
        .containsExactlyElementsOf(wants);
    List<String> blocks = new ArrayList<>();
    for (JsonNode b : json.path("blocks")) {
      blocks.add(b.get("prefix").asString() + " " + b.get("data").asString());
    }
    assertThat(
            message.blocks().stream()
                .map(b ->
                    HEX.formatHex(MessageCodec.prefix(b.cid())) + " " + HEX.formatHex(b.bytes())))
        .as(name)
        .containsExactlyElementsOf(blocks);
    assertThat(message.presences()).as(name).hasSize(json.path("blockPresences").size());
  }
}
