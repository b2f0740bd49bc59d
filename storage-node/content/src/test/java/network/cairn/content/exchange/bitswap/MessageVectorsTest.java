package network.cairn.content.exchange.bitswap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.testing.VectorNode;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.Test;

final class MessageVectorsTest {
  private static final HexFormat HEX = HexFormat.of();
  private final MessageCodec codec = new MessageCodec(Hashing.jdk());

  @Test
  void decodesWhatHeliaEncodes() throws Exception {
    Vectors vectors = Vectors.topic("bitswap");
    int cases =
        vectors
            .json("messages.json")
            .each(
                "cases",
                c -> {
                  Message message = codec.decode(HEX.parseHex(c.get("hex").asString()));
                  String name = c.get("name").asString();
                  check(name, message, c.get("json").required());
                  check(
                      name + ", encoded again",
                      codec.decode(Encoding.encoded(message)),
                      c.get("json").required());
                });
    vectors.ran("messages.json", cases);
  }

  private static void check(String name, Message message, VectorNode json) {
    VectorNode wantlist = json.get("wantlist");
    assertThat(message.full()).as(name).isEqualTo(wantlist.get("full").asBoolean(false));
    List<String> wants = new ArrayList<>();
    for (VectorNode e : wantlist.cases("entries")) {
      wants.add(
          e.get("cid").asString()
              + e.get("priority").asInt(0)
              + e.get("cancel").asBoolean(false)
              + e.get("wantType").asString("WantBlock").equals("WantHave")
              + e.get("sendDontHave").asBoolean(false));
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
    for (VectorNode b : json.cases("blocks")) {
      blocks.add(b.get("prefix").asString() + " " + b.get("data").asString());
    }
    assertThat(
            message.blocks().stream()
                .map(b ->
                    HEX.formatHex(MessageCodec.prefix(b.cid())) + " " + HEX.formatHex(b.bytes())))
        .as(name)
        .containsExactlyElementsOf(blocks);
    assertThat(message.presences()).as(name).hasSize(json.cases("blockPresences").size());
  }
}
