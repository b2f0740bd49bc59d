package network.cairn.deals.piece;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagcbor.DagCbor;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.model.Node;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import org.junit.jupiter.api.Test;

/// The order of sections on DAGs drawn by hand.
final class PreOrderTest {
  private static final WalkMemory MEMORY =
      new WalkMemory(Path.of(System.getProperty("java.io.tmpdir")), TestRoom.unlimited());

  private final Map<Cid, Block> blocks = new HashMap<>();
  private final Cid a = leaf(1);
  private final Cid b = leaf(2);
  private final Cid c = leaf(3);

  private Cid leaf(int value) {
    return keep(Multicodec.RAW, new byte[] {(byte) value});
  }

  private Cid keep(long codec, byte[] content) {
    Cid cid = Cid.v1(codec, Multihash.sha256(content));
    blocks.put(cid, Block.of(cid, content));
    return cid;
  }

  private static byte[] links(Cid... links) {
    return DagCbor.encode(Node.of(Arrays.stream(links).map(Node::of).toList()));
  }

  private Cid node(Cid... links) {
    return keep(Multicodec.DAG_CBOR, links(links));
  }

  /// A node that stands in its own CID.
  private static Cid inline(Cid... links) {
    return Cid.v1(Multicodec.DAG_CBOR, Multihash.of(Multihash.IDENTITY, links(links)));
  }

  private Block block(Cid cid) {
    return Optional.ofNullable(blocks.get(cid)).orElseThrow();
  }

  private List<Cid> walk(PreOrder order) {
    List<Cid> walked = new ArrayList<>();
    for (Optional<Cid> next = order.next(); next.isPresent(); next = order.next()) {
      walked.add(next.get());
      order.enter(block(next.get()));
    }
    return walked;
  }

  private List<Cid> walk(Cid root) {
    return walk(order(root, PreOrder.MAX_SECTIONS));
  }

  private static PreOrder order(Cid root, int most) {
    return new PreOrder(root, MEMORY, most);
  }

  @Test
  void goesDownBeforeItGoesOn() {
    Cid left = node(a, b);
    Cid right = node(c);
    Cid root = node(left, right);
    assertThat(walk(root)).containsExactly(root, left, a, b, right, c);
  }

  @Test
  void namesABlockAtItsFirstVisitOnly() {
    Cid left = node(b, a);
    Cid root = node(a, left, left, b, c);
    assertThat(walk(root)).containsExactly(root, a, left, b, c);
  }

  @Test
  void looksThroughIdentityCidsAndLeavesThemOut() {
    Cid root = node(inline(b), a);
    assertThat(walk(root)).containsExactly(root, b, a);
    assertThat(walk(inline(c, a))).containsExactly(c, a);
    assertThat(walk(Cid.v1(Multicodec.RAW, Multihash.of(Multihash.IDENTITY, new byte[3]))))
        .isEmpty();
  }

  @Test
  void tellsOneBytesUnderTwoCodecsApart() {
    byte[] content = links(a);
    Cid asNode = keep(Multicodec.DAG_CBOR, content);
    Cid asBytes = keep(Multicodec.RAW, content);
    Cid root = node(asBytes, asNode);
    assertThat(walk(root)).containsExactly(root, asBytes, asNode, a);
  }

  @Test
  void namesTheSameUntilItIsEntered() {
    Cid root = node(a);
    PreOrder order = order(root, 10);
    assertThat(order.next()).contains(root);
    assertThat(order.next()).contains(root);
    assertThatThrownBy(() -> order.enter(block(a))).isInstanceOf(IllegalArgumentException.class);
    order.enter(block(root));
    assertThat(order.next()).contains(a);
    order.enter(block(a));
    assertThat(order.next()).isEmpty();
    assertThatThrownBy(() -> order.enter(block(a))).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void countsBlocksButNoIdentities() {
    Cid root = node(a, b);
    assertThat(walk(order(root, 3))).hasSize(3);
    assertThatThrownBy(() -> walk(order(root, 2)))
        .isInstanceOf(NotCanonicalPiece.class)
        .hasMessageContaining("more than 2 blocks");
    Cid chain = inline(inline(inline()));
    assertThat(walk(order(chain, 1))).isEmpty();
    Cid twice = inline(inline(a), b);
    assertThat(walk(order(node(twice, c, twice, inline(a)), 10)))
        .containsExactly(node(twice, c, twice, inline(a)), a, b, c);
  }

  @Test
  void refusesBlocksThatAreNotInTheirCodec() {
    Cid broken = keep(Multicodec.DAG_CBOR, new byte[] {(byte) 0xff});
    assertThatThrownBy(() -> walk(broken))
        .isInstanceOf(NotCanonicalPiece.class)
        .hasMessageContaining("block " + broken);
  }
}
