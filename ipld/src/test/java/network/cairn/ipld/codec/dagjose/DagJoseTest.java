package network.cairn.ipld.codec.dagjose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagcbor.DagCbor;
import network.cairn.ipld.codec.dagjson.DagJson;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.dag.Links;
import network.cairn.ipld.model.InvalidNode;
import network.cairn.ipld.model.Node;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The CIDs are those that Kubo 0.43 gives to these objects.
final class DagJoseTest {
  private static final String PAYLOAD = "AXESIIlVZVHDkmZ5zFLHLhgqVhkFakcnQJ7pOibQWtcnyhH0";
  private static final String LINK = "bafyreiejkvsvdq4smz44yuwhfymcuvqzavveoj2at3utujwqlllspsqr6q";

  /// With one signature.
  private static final String JWS =
      "{'link':{'/':'bafyreiejkvsvdq4smz44yuwhfymcuvqzavveoj2at3utujwqlllspsqr6q'},'payload"
          + "':'AXESIIlVZVHDkmZ5zFLHLhgqVhkFakcnQJ7pOibQWtcnyhH0','signatures':[{'protected':'eyJ"
          + "hbGciOiJFZERTQSJ9','signature':'-_9J5OZcl5lVuRlgI1NJEzc0FqEb6_2yVskUaQPducRQ4oe-N5yn"
          + "Cl57wDm4SPtm1L1bltrphpQeBOeWjVW1BQ'}]}";

  /// Encrypted for one recipient.
  private static final String JWE =
      "{'ciphertext':'WTaw6WeqhaZDDhedzGYnsty4SMR-RzOw','iv':'Q8xpPt_zZrfvHgR-','protected'"
          + ":'eyJhbGciOiJSU0EtT0FFUC0yNTYiLCJlbmMiOiJBMjU2R0NNIn0','recipients':[{'encrypted_key"
          + "':'EqYaN4dFEH0vX4jU3d768hwOYSgZhElvVDzqdIKA6PFHsL4PPwJ7EIuebLrxwABJqXWBNG0kUBRjHuCv5"
          + "1VlxvX9WoH9ik7Qew0yROCGBj_AJef15PiZzUVUQwteHVDuSQs4OcsMfj18zc_ObskHvUMaN0PdCBA-G__7r"
          + "GR2tcYSJOywbvxqqTENsCZNvasKxHSOuA_bjVsRmWloUMwLJkrbQxPAsVcwoPjAYF2agQ8D40AGFVEzGmhQD"
          + "LI-OpXI-AfZYBurE7f_fU_NsYtqmFj5vZ9lvVCV1QsZa_HRhQlBBHxjTKyCBufY-0G4omt2nzYhyO-TaH44e"
          + "Uh81HFzww'}],'tag':'jxHjcVusu0yrOBzw-Ex5zA'}";

  /// Encrypted with a key that all know.
  private static final String DIRECT =
      "{'ciphertext':'3XqLW28NHP-raqW8vMfIHOzko4N3IRaR','iv':'PSWIuAyO8CpevzCL','protected'"
          + ":'eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0','tag':'WZAMBblhzDCsQWOAKdlkSA'}";

  private static Node json(String text) {
    return DagJson.decode(text.replace('\'', '"').getBytes(UTF_8));
  }

  private static Cid cid(byte[] block) {
    return Cid.v1(Multicodec.DAG_JOSE, Multihash.sha256(block));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        JWS + "|bagcqceraxvt5izt4sz7kjfrm42dxrutp6ijywgsacllkznzekmfojypkvfea",
        JWE + "|bagcqceraqfknq7xaemcihmq2albau32ttrutxnco7xeoik6mlejismmvw5zq",
        DIRECT + "|bagcqceraxazmu67crshzqdeg3kwnfschs25epy5sbtqtjre2qw3d62kzplva"
      })
  void writesTheBlocksOfOthersAndReadsThem(String object, String expected) {
    byte[] block = DagJose.encode(json(object));
    assertThat(cid(block)).hasToString(expected);
    assertThat(DagJose.decode(block)).isEqualTo(json(object));
    assertThat(DagJose.encode(DagJose.decode(block))).isEqualTo(block);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'payload':'"
            + PAYLOAD
            + "','protected':'eyJhbGciOiJFZERTQSJ9','signature':'-_9J'}"
            + "|bagcqcerauxfk6i342pead2xgtyuc42yfgfudy7lf7ik33ijgdxiuhcgrrmja",
        "{'ciphertext':'3XqL','encrypted_key':'AAAA','tag':'WZAM'}"
            + "|bagcqceran5ilvuefmake2fldbwuh2srvckk5z4kn7n7eqbsej2uuic4ewz6q"
      })
  void writesTheFlattenedFormAsTheGeneralOne(String object, String expected) {
    assertThat(cid(DagJose.encode(json(object)))).hasToString(expected);
  }

  @Test
  void linksToItsPayload() {
    byte[] block = DagJose.encode(json(JWS));
    Cid link = Cid.parse(LINK);
    assertThat(DagJose.links(block)).containsExactly(link);
    assertThat(Links.of(Block.of(cid(block), block))).containsExactly(link);
    assertThat(Links.supports(Multicodec.DAG_JOSE)).isTrue();
    assertThat(DagJose.decode(block).child("link")).contains(Node.of(link));
    assertThat(DagJose.links(DagJose.encode(json(DIRECT)))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "'text'",
        "{'x':1}",
        "{'payload':'AAAA','signatures':[{'signature':'-_9J'}]}",
        "{'payload':'%','signatures':[{'signature':'-_9J'}]}",
        "{'payload':7,'signatures':[{'signature':'-_9J'}]}",
        "{'payload':'" + PAYLOAD + "'}",
        "{'payload':'" + PAYLOAD + "','signatures':[]}",
        "{'payload':'" + PAYLOAD + "','signatures':[{}]}",
        "{'payload':'" + PAYLOAD + "','signatures':[7]}",
        "{'payload':'" + PAYLOAD + "','signatures':{}}",
        "{'payload':'" + PAYLOAD + "','signatures':[{'signature':'=='}]}",
        "{'payload':'" + PAYLOAD + "','signatures':[{'signature':'-_9J','header':7}]}",
        "{'payload':'" + PAYLOAD + "','signatures':[{'signature':'-_9J','x':7}]}",
        "{'payload':'" + PAYLOAD + "','signatures':[{'signature':'-_9J'}],'signature':'-_9J'}",
        "{'payload':'" + PAYLOAD + "','signatures':[{'signature':'-_9J'}],'x':'-_9J'}",
        "{'link':{'/':'bafkqaaa'},'payload':'" + PAYLOAD + "','signatures':[{'signature':'-_9J'}]}",
        "{'ciphertext':'3XqL','recipients':[]}",
        "{'ciphertext':'3XqL','x':1}",
        "{'ciphertext':'3XqL','tag':{'/':{'bytes':'AAAA'}}}"
      })
  void refusesWhatIsNoObject(String object) {
    assertThatThrownBy(() -> DagJose.encode(json(object))).isInstanceOf(InvalidNode.class);
  }

  @Test
  void refusesBlocksOfAnotherForm() {
    Node payload = Node.of(Cid.parse(LINK).bytes());
    Node signatures = Node.of(List.of(Node.of(Map.of("signature", Node.of(new byte[] {1})))));
    List<Node> all =
        List.of(
            Node.of(7),
            Node.of(Map.of("payload", payload)),
            Node.of(Map.of("payload", Node.of(PAYLOAD), "signatures", signatures)),
            Node.of(Map.of("payload", Node.of(new byte[] {1}), "signatures", signatures)),
            Node.of(Map.of("payload", payload, "signatures", signatures, "x", payload)),
            Node.of(Map.of("ciphertext", Node.of("text"))));
    assertThat(all)
        .allSatisfy(node ->
            assertThatThrownBy(() -> DagJose.decode(DagCbor.encode(node)))
                .isInstanceOf(InvalidNode.class));
    DagJose.decode(DagCbor.encode(Node.of(Map.of("payload", payload, "signatures", signatures))));
  }

  @Test
  void throwsNothingElseWhateverIsRead() {
    byte[] block = DagJose.encode(json(JWS));
    Random random = new Random(7);
    int read = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = block.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        Map<String, Node> seen = new LinkedHashMap<>();
        seen.put("seen", DagJose.decode(damaged));
        read += seen.size();
      } catch (InvalidNode e) {
        assertThat(e).hasMessageNotContaining("Exception");
      }
    }
    assertThat(read).isPositive();
  }
}
