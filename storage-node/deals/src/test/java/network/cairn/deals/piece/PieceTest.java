package network.cairn.deals.piece;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import network.cairn.ipld.car.CarReader;
import network.cairn.ipld.car.CarWriter;
import network.cairn.ipld.car.Section;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagcbor.DagCbor;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.dag.Links;
import network.cairn.ipld.model.Node;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PieceTest {
  private static final WalkMemory MEMORY =
      new WalkMemory(Path.of(System.getProperty("java.io.tmpdir")), TestRoom.unlimited());

  @TempDir private Path directory;

  /// A random DAG: shared blocks, repeated links, identity links with content below them.
  private static final class Dag {
    private final Map<Cid, Block> blocks = new HashMap<>();
    private final Cid root;

    Dag(Random random) {
      List<Cid> known = new ArrayList<>();
      for (int i = 0; i < 1 + random.nextInt(20); i++) {
        known.add(add(Multicodec.RAW, Property.bytes(random, random.nextInt(300))));
      }
      Cid top = known.getFirst();
      for (int i = 0; i < 1 + random.nextInt(12); i++) {
        List<Node> links = new ArrayList<>();
        for (int k = 0; k < random.nextInt(6); k++) {
          links.add(Node.of(known.get(random.nextInt(known.size()))));
        }
        byte[] node = DagCbor.encode(Node.of(links));
        top =
            random.nextInt(5) == 0 && node.length <= 128
                ? Cid.v1(Multicodec.DAG_CBOR, Multihash.of(Multihash.IDENTITY, node))
                : add(Multicodec.DAG_CBOR, node);
        known.add(top);
      }
      List<Node> all = new ArrayList<>(known.reversed().stream().map(Node::of).toList());
      all.add(Node.of(top));
      root = add(Multicodec.DAG_CBOR, DagCbor.encode(Node.of(all)));
    }

    Cid add(long codec, byte[] content) {
      Cid cid = Cid.v1(codec, Multihash.sha256(content));
      blocks.put(cid, Block.of(cid, content));
      return cid;
    }

    /// The definition, by recursion.
    Set<Cid> preOrder() {
      Set<Cid> order = new LinkedHashSet<>();
      visit(root, order);
      order.removeIf(Cid::isIdentity);
      return order;
    }

    private void visit(Cid cid, Set<Cid> order) {
      if (order.add(cid)) {
        Block block =
            cid.isIdentity()
                ? Block.of(cid, cid.multihash().digest())
                : Optional.ofNullable(blocks.get(cid)).orElseThrow();
        Links.of(block).forEach(link -> visit(link, order));
      }
    }
  }

  private DagPiece build(Dag dag, ByteArrayOutputStream out) throws IOException {
    return DagPiece.build(
        dag.root,
        cid -> Optional.ofNullable(dag.blocks.get(cid)),
        directory.resolve("heads"),
        MEMORY,
        out);
  }

  private static void check(Cid root, byte[] piece) throws IOException {
    check(root, piece.length, new ByteArrayInputStream(piece));
  }

  private static void check(Cid root, long size, InputStream in) throws IOException {
    new PieceCheck(root, size, Hashing.jdk(), MEMORY, in).run();
  }

  @Test
  void writesEveryBlockOnceInPreOrder() {
    Property.check(
        300,
        random -> {
          Dag dag = new Dag(random);
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          try (DagPiece piece = build(dag, out)) {
            CarReader car = new CarReader(new ByteArrayInputStream(out.toByteArray()));
            assertThat(car.roots()).containsExactly(dag.root);
            List<Cid> order = new ArrayList<>();
            for (Optional<Section> s = car.next(); s.isPresent(); s = car.next()) {
              order.add(s.get().cid());
            }
            assertThat(order).containsExactlyElementsOf(dag.preOrder());
            assertThat(piece.size()).isEqualTo(out.size());
          }
        });
  }

  @Test
  void givesAnyRangeAgain() {
    Property.check(
        100,
        random -> {
          Dag dag = new Dag(random);
          ByteArrayOutputStream whole = new ByteArrayOutputStream();
          try (DagPiece piece = build(dag, whole)) {
            byte[] bytes = whole.toByteArray();
            for (int i = 0; i < 30; i++) {
              int from = random.nextInt(bytes.length);
              int length = 1 + random.nextInt(bytes.length - from);
              ByteArrayOutputStream part = new ByteArrayOutputStream();
              piece.writeTo(part, from, length);
              assertThat(part.toByteArray())
                  .isEqualTo(Arrays.copyOfRange(bytes, from, from + length));
            }
          }
        });
  }

  @Test
  void keepsPlacesOfManySectionsAndDeletesThemOnClose() throws IOException {
    Dag dag = new Dag(new Random(1));
    List<Node> links = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      links.add(
          Node.of(
              dag.add(
                  Multicodec.RAW,
                  ("block " + i).getBytes(java.nio.charset.StandardCharsets.UTF_8))));
    }
    Cid root = dag.add(Multicodec.DAG_CBOR, DagCbor.encode(Node.of(links)));
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    Path file = directory.resolve("many");
    try (DagPiece piece =
        DagPiece.build(
            root, cid -> Optional.ofNullable(dag.blocks.get(cid)), file, MEMORY, whole)) {
      assertThat(piece.toByteArray()).isEqualTo(whole.toByteArray());
      ByteArrayOutputStream last = new ByteArrayOutputStream();
      piece.writeTo(last, piece.size() - 10, 10);
      assertThat(last.toByteArray())
          .isEqualTo(Arrays.copyOfRange(whole.toByteArray(), whole.size() - 10, whole.size()));
    }
    assertThat(Files.exists(file)).isFalse();
  }

  @Test
  void saysWhichBlockIsMissing() {
    Dag dag = new Dag(new Random(2));
    Cid gone = dag.preOrder().stream().skip(1).findFirst().orElseThrow();
    dag.blocks.remove(gone);
    assertThatThrownBy(() -> build(dag, new ByteArrayOutputStream()))
        .isInstanceOf(DagPiece.BlockMissing.class)
        .hasMessageContaining(gone.toString());
  }

  @Test
  void acceptsThePieceAndNoOtherBytes() {
    Property.check(
        40,
        random -> {
          Dag dag = new Dag(random);
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          build(dag, out).close();
          byte[] good = out.toByteArray();
          check(dag.root, good);
          for (int i = 0; i < 40; i++) {
            byte[] bad = good.clone();
            bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            assertThatThrownBy(() -> check(dag.root, bad)).isInstanceOf(NotCanonicalPiece.class);
          }
          byte[] longer = Arrays.copyOf(good, good.length + 1 + random.nextInt(50));
          assertThatThrownBy(() -> check(dag.root, longer)).isInstanceOf(NotCanonicalPiece.class);
          byte[] shorter = Arrays.copyOf(good, random.nextInt(good.length));
          assertThatThrownBy(() -> check(dag.root, shorter)).isInstanceOf(NotCanonicalPiece.class);
          assertThatThrownBy(() -> check(dag.root, good.length, new ByteArrayInputStream(shorter)))
              .isInstanceOf(EOFException.class);
        });
  }

  @Test
  void refusesSectionsOutOfOrderAndOtherRoots() throws IOException {
    Dag dag = new Dag(new Random(3));
    List<Cid> order = new ArrayList<>(dag.preOrder());
    ByteArrayOutputStream swapped = new ByteArrayOutputStream();
    CarWriter car = new CarWriter(swapped, List.of(dag.root));
    java.util.Collections.swap(order, order.size() - 1, order.size() - 2);
    for (Cid cid : order) {
      car.write(Optional.ofNullable(dag.blocks.get(cid)).orElseThrow());
    }
    assertThatThrownBy(() -> check(dag.root, swapped.toByteArray()))
        .isInstanceOf(NotCanonicalPiece.class)
        .hasMessageContaining("is not the next");
    ByteArrayOutputStream good = new ByteArrayOutputStream();
    build(dag, good).close();
    assertThatThrownBy(() -> check(order.getLast(), good.toByteArray()))
        .isInstanceOf(NotCanonicalPiece.class)
        .hasMessageContaining("root");
  }

  @Test
  void boundsBlocksSectionsAndIdentities() {
    Cid large = Cid.v1(Multicodec.RAW, Multihash.sha256(new byte[0]));
    PreOrder order = new PreOrder(large, MEMORY, PreOrder.MAX_SECTIONS);
    order.next();
    assertThatThrownBy(() -> order.enter(Block.of(large, new byte[Block.MAX_SIZE + 1])))
        .isInstanceOf(NotCanonicalPiece.class);
    Dag dag = new Dag(new Random(4));
    PreOrder narrow = new PreOrder(dag.root, MEMORY, 1);
    narrow.next();
    narrow.enter(Optional.ofNullable(dag.blocks.get(dag.root)).orElseThrow());
    assertThatThrownBy(
            () -> {
              for (Optional<Cid> next = narrow.next(); next.isPresent(); next = narrow.next()) {
                narrow.enter(Optional.ofNullable(dag.blocks.get(next.get())).orElseThrow());
              }
            })
        .isInstanceOf(NotCanonicalPiece.class);
    Cid wide = Cid.v1(Multicodec.RAW, Multihash.of(Multihash.IDENTITY, new byte[129]));
    assertThatThrownBy(() -> new PreOrder(wide, MEMORY, 10).next())
        .isInstanceOf(NotCanonicalPiece.class);
  }

  @FuzzTest(maxDuration = "10s")
  void refusesAnyOtherStream(byte[] bytes) throws IOException {
    Cid root = Cid.v1(Multicodec.RAW, Multihash.sha256(new byte[] {1, 2, 3}));
    try {
      check(root, bytes);
      ByteArrayOutputStream only = new ByteArrayOutputStream();
      new CarWriter(only, List.of(root)).write(Block.of(root, new byte[] {1, 2, 3}));
      assertThat(bytes).isEqualTo(only.toByteArray());
    } catch (NotCanonicalPiece | EOFException expected) {
      assertThat(expected).hasMessageMatching("(?s).+");
    }
  }
}
