package network.cairn.ipld.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagcbor.DagCbor;
import network.cairn.ipld.codec.dagjson.DagJson;
import network.cairn.ipld.model.InvalidNode;
import network.cairn.ipld.model.Node;
import network.cairn.ipld.model.RandomNodes;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// However deep a writer nests what a node reads, no stack overflows: everything here runs on a
/// thread with hardly any.
final class NestingTest {
  private static final long STACK = 96 * 1024;
  private static final int FAR_TOO_DEEP = 20_000;
  private static final Cid CID = Cid.v1(0x71, Multihash.sha256(new byte[] {7}));

  /// Runs it on a small stack, where an error of the machine comes out as itself.
  private static void onSmallStack(Runnable test) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Runnable run =
        () -> {
          try {
            test.run();
            done.complete(null);
          } catch (Throwable e) {
            done.completeExceptionally(e);
          }
        };
    new Thread(null, run, "small stack", STACK).start();
    assertThat(done).succeedsWithin(Duration.ofMinutes(1));
  }

  private static Node nest(int depth, Node innermost, Function<Node, Node> around) {
    Node node = innermost;
    for (int i = 0; i < depth; i++) {
      node = around.apply(node);
    }
    return node;
  }

  private static Node alternating(int depth, Node innermost) {
    Node node = innermost;
    for (int i = 0; i < depth; i++) {
      node =
          i % 2 == 0
              ? Node.of(List.of(Node.of(i), node, Node.of("after")))
              : Node.of(Map.of("a", Node.of(i), "deep", node, "z", Node.ofNull()));
    }
    return node;
  }

  /// Values of exactly `depth` lists and maps in each other.
  enum Shape {
    EMPTY_LIST,
    EMPTY_MAP,
    LISTS,
    MAPS,
    BOTH;

    Node nested(int depth) {
      Node link = Node.of(CID);
      return switch (this) {
        case EMPTY_LIST -> nest(depth - 1, Node.of(List.of()), node -> Node.of(List.of(node)));
        case EMPTY_MAP -> nest(depth - 1, Node.of(Map.of()), node -> Node.of(Map.of("k", node)));
        case LISTS -> nest(depth, link, node -> Node.of(List.of(node)));
        case MAPS -> nest(depth, link, node -> Node.of(Map.of("k", node)));
        case BOTH -> alternating(depth, link);
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNestedToTheLimitIsReadAndWrittenOnASmallStack(Shape shape) {
    Node node = shape.nested(DagCbor.MAX_DEPTH);
    onSmallStack(() -> {
      byte[] cbor = DagCbor.encode(node);
      assertThat(DagCbor.encode(DagCbor.decode(cbor))).isEqualTo(cbor);
      assertThat(DagCbor.encode(DagCbor.decodeRelaxed(cbor))).isEqualTo(cbor);
      byte[] json = DagJson.encode(node);
      assertThat(DagJson.encode(DagJson.decode(json))).isEqualTo(json);
      assertThat(DagJson.encode(DagJson.decodeCanonical(json))).isEqualTo(json);
      assertThat(DagJson.links(json)).isEqualTo(DagCbor.links(cbor)).isEqualTo(node.links());
      assertThat(DagCbor.decode(cbor).equals(node)).isTrue();
      assertThat(DagJson.decode(json).hashCode()).isEqualTo(node.hashCode());
    });
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNestedDeeperIsRefusedOnASmallStack(Shape shape) {
    for (int depth : new int[] {DagCbor.MAX_DEPTH + 1, FAR_TOO_DEEP}) {
      Node node = shape.nested(depth);
      onSmallStack(() -> {
        assertThatThrownBy(() -> DagCbor.encode(node))
            .isInstanceOf(InvalidNode.class)
            .hasMessage("dag-cbor: nested deeper than 1024");
        assertThatThrownBy(() -> DagJson.encode(node))
            .isInstanceOf(InvalidNode.class)
            .hasMessage("dag-json: nested deeper than 1024");
      });
    }
  }

  @Test
  void hostileBytesAreRefusedWhereTheyGetTooDeep() {
    for (String open : List.of("[", "{\"k\":", "[0,", "{\"a\":[],\"b\":")) {
      byte[] json = open.repeat(FAR_TOO_DEEP).getBytes(StandardCharsets.UTF_8);
      onSmallStack(() ->
          assertThatThrownBy(() -> DagJson.decode(json))
              .isInstanceOf(InvalidNode.class)
              .hasMessageContaining("nested deeper than 1024"));
    }
    for (byte[] open : List.of(new byte[] {(byte) 0x81}, new byte[] {(byte) 0xa1, 0x61, 'k'})) {
      byte[] cbor = new byte[open.length * FAR_TOO_DEEP];
      for (int i = 0; i < cbor.length; i++) {
        cbor[i] = open[i % open.length];
      }
      onSmallStack(() -> {
        assertThatThrownBy(() -> DagCbor.decode(cbor))
            .isInstanceOf(InvalidNode.class)
            .hasMessageContaining("nested deeper than 1024");
        assertThatThrownBy(() -> DagCbor.links(cbor))
            .isInstanceOf(InvalidNode.class)
            .hasMessageContaining("dag-cbor");
      });
    }
  }

  @Test
  void linksAndBytesAreNoLevelOfTheirOwn() {
    int most = DagJson.MAX_DEPTH;
    for (Node leaf : List.of(Node.of(CID), Node.of(new byte[] {1, 2}))) {
      Node node = nest(most, leaf, inner -> Node.of(List.of(inner)));
      assertThat(DagJson.decode(DagJson.encode(node))).isEqualTo(node);
    }
    for (String tooDeep :
        List.of(
            "{}",
            "[]",
            "{\"a\":1}",
            "{\"/\":1}",
            "{\"/\":{}}",
            "{\"/\":[]}",
            "{\"/\":{\"bytes\":1}}",
            "{\"/\":{\"bytes\":\"oQ\",\"more\":1}}",
            "{\"/\":{\"bytes\":{\"bytes\":\"oQ\"}}}",
            "{\"/\":{\"/\":\"bafkqaaa\"}}")) {
      String json = "[".repeat(most) + tooDeep + "]".repeat(most);
      assertThatThrownBy(() -> DagJson.decode(json.getBytes(StandardCharsets.UTF_8)))
          .as(tooDeep)
          .isInstanceOf(InvalidNode.class)
          .hasMessageContaining("deeper than 1024");
    }
  }

  /// Nodes of a program are bounded by nothing, and a node is compared and printed by assertions,
  /// maps and logs.
  @ParameterizedTest
  @EnumSource
  void aNodeIsComparedHashedAndPrintedOnASmallStack(Shape shape) {
    int depth = FAR_TOO_DEEP;
    Node one = shape.nested(depth);
    Node same = shape.nested(depth);
    Node deeper = shape.nested(depth + 1);
    onSmallStack(() -> {
      assertThat(one.equals(same)).isTrue();
      assertThat(one.equals(deeper)).isFalse();
      assertThat(deeper.equals(one)).isFalse();
      assertThat(one.hashCode()).isEqualTo(same.hashCode());
      assertThat(one.toString().equals(same.toString())).isTrue();
      assertThat(one.toString().length()).isLessThan(deeper.toString().length());
      assertThat(one.links()).isEqualTo(same.links());
    });
  }

  /// What records and collections of the platform say of the same values.
  private record Plain(Object values) {
    static Object of(Node node) {
      return switch (node) {
        case Node.ListNode(var values) -> values.stream().map(Plain::of).toList();
        case Node.MapNode(var entries) -> {
          Map<String, Object> plain = new LinkedHashMap<>();
          entries.forEach((key, value) -> plain.put(key, of(value)));
          yield plain;
        }
        case Node.Null _, Node.Bool _, Node.Int _, Node.Float _ -> node;
        case Node.Text _, Node.Bytes _, Node.Link _ -> node;
      };
    }

    static String text(Node node) {
      return switch (node) {
        case Node.ListNode(var values) ->
            "ListNode[values=" + values.stream().map(Plain::text).toList() + "]";
        case Node.MapNode(var entries) -> {
          List<String> texts = new ArrayList<>();
          entries.forEach((key, value) -> texts.add(key + "=" + text(value)));
          yield "MapNode[entries={" + String.join(", ", texts) + "}]";
        }
        case Node.Null _, Node.Bool _, Node.Int _, Node.Float _ -> node.toString();
        case Node.Text _, Node.Bytes _, Node.Link _ -> node.toString();
      };
    }
  }

  @Test
  void nodesAreEqualAsCollectionsOfTheSameValuesAre() {
    Property.check(
        500,
        random -> {
          Node node = RandomNodes.any(random);
          Node other = random.nextBoolean() ? RandomNodes.any(random) : again(node, random);
          assertThat(node.hashCode()).isEqualTo(Plain.of(node).hashCode());
          assertThat(node.toString()).isEqualTo(Plain.text(node));
          assertThat(node.equals(other)).isEqualTo(Plain.of(node).equals(Plain.of(other)));
          assertThat(DagCbor.decode(DagCbor.encode(node))).isEqualTo(node);
        });
  }

  /// The same value in new objects, at times with one value less or another.
  private static Node again(Node node, Random random) {
    Node copy = DagCbor.decode(DagCbor.encode(node));
    if (random.nextBoolean()) {
      return copy;
    }
    return switch (copy) {
      case Node.ListNode(var values) when !values.isEmpty() -> {
        List<Node> changed = new ArrayList<>(values);
        int at = random.nextInt(changed.size());
        changed.set(at, again(changed.get(at), random));
        yield Node.of(random.nextInt(4) == 0 ? changed.subList(0, at) : changed);
      }
      case Node.MapNode(var entries) when !entries.isEmpty() -> {
        Map<String, Node> changed = new LinkedHashMap<>(entries);
        String key = entries.firstEntry().getKey();
        changed.remove(key);
        yield Node.of(changed);
      }
      default -> random.nextBoolean() ? copy : Node.of(random.nextInt(3));
    };
  }

  @Test
  void deepRandomValuesComeBackFromBothCodecsOnASmallStack() {
    Property.check(
        40,
        random -> {
          int depth = DagCbor.MAX_DEPTH - 10 - random.nextInt(200);
          Node node = RandomNodes.any(random);
          for (int i = 0; i < depth; i++) {
            Node beside = Node.of(random.nextInt());
            node =
                random.nextBoolean()
                    ? Node.of(random.nextBoolean() ? List.of(beside, node) : List.of(node, beside))
                    : Node.of(Map.of("k" + random.nextInt(50), node, "x", beside));
          }
          Node deep = node;
          onSmallStack(() -> {
            assertThat(DagCbor.decode(DagCbor.encode(deep)).equals(deep)).isTrue();
            assertThat(DagJson.decode(DagJson.encode(deep)).equals(deep)).isTrue();
          });
        });
  }
}
