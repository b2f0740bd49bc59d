package network.cairn.deals.piece;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import network.cairn.ipld.car.CarWriter;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagcbor.DagCbor;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.model.Node;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.testing.Property;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a walk over a piece holds in memory does not grow with the piece.
@Timeout(120)
final class WalkMemoryTest {
  @TempDir private Path directory;
  private final TestRoom room = TestRoom.unlimited();
  private WalkMemory memory;

  @BeforeEach
  void open() {
    memory = new WalkMemory(directory, room);
  }

  private static Cid cid(int number) {
    return Cid.v1(
        Multicodec.RAW,
        Multihash.sha256(new byte[] {(byte) number, (byte) (number >> 8), (byte) (number >> 16)}));
  }

  private void requireNothingLeft() throws IOException {
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void theSetRemembersEveryCidInMemoryAndBeyond() throws IOException {
    int count = CidSet.SHARE + 20_000;
    try (CidSet set = new CidSet(memory)) {
      for (int i = 0; i < count; i++) {
        assertThat(set.add(cid(i))).isTrue();
        if (i % 7 == 0) {
          assertThat(set.add(cid(i / 2))).isFalse();
        }
      }
      for (int i = 0; i < count; i += 3) {
        assertThat(set.add(cid(i))).isFalse();
      }
      assertThat(set.size()).isEqualTo(count);
      assertThat(memory.spills()).isEqualTo(1);
      assertThat(room.held()).as("all places of its file").isGreaterThanOrEqualTo(16L * 2 * count);
    }
    assertThat(room.held()).isZero();
    requireNothingLeft();
  }

  /// A hostile DAG of tiny blocks takes no more of the disk than a few times what it brings.
  @Test
  void theFileOfASetGrowsWithIt() throws IOException {
    int count = 5 * CidSet.SHARE;
    try (CidSet set = new CidSet(memory)) {
      for (int i = 0; i < count; i++) {
        assertThat(set.add(cid(i))).isTrue();
        assertThat(room.held()).isLessThanOrEqualTo(64L * (i + 1) + 1000);
      }
      for (int i = 0; i < count; i++) {
        assertThat(set.add(cid(i))).isFalse();
      }
    }
    assertThat(room.held()).isZero();
    requireNothingLeft();
  }

  @Test
  void aFullDiskEndsAWalkBeforeItsFilesGrow() throws IOException {
    WalkMemory narrow = new WalkMemory(directory, new TestRoom(100_000));
    try (CidSet set = new CidSet(narrow)) {
      for (int i = 0; i < CidSet.SHARE; i++) {
        set.add(cid(i));
      }
      assertThatThrownBy(() -> set.add(cid(CidSet.SHARE))).isInstanceOf(TestRoom.Full.class);
    }
    List<Cid> links = new ArrayList<>();
    for (int i = 0; i < 40_000; i++) {
      links.add(cid(i));
    }
    try (LinkStack stack = new LinkStack(narrow)) {
      assertThatThrownBy(() -> stack.push(links)).isInstanceOf(TestRoom.Full.class);
    }
    requireNothingLeft();
  }

  /// Whoever else has a file of that name open.
  @Test
  void noWalkWritesIntoAFileThatIsThere() throws IOException {
    Path other = directory.resolve("walk-1.spill");
    Files.writeString(other, "another walk's");
    try (Spill spill = memory.spill(0)) {
      spill.write(ByteBuffer.wrap(new byte[100]), 0);
      assertThat(other).hasContent("another walk's");
    }
    assertThat(other).hasContent("another walk's");
    memory.deleteLeft();
    requireNothingLeft();
  }

  @Test
  void aFullSetFindsItsPlacesAroundTheEndOfItsFile() {
    // Half of the places are free, as few as they are; the last run of them wraps.
    try (CidSet set = new CidSet(memory)) {
      Set<Cid> model = new HashSet<>();
      Random random = new Random(3);
      for (int i = 0; i < 2 * CidSet.SHARE; i++) {
        Cid cid = cid(random.nextInt(CidSet.SHARE + 5_000));
        assertThat(set.add(cid)).isEqualTo(model.add(cid));
      }
    }
  }

  @Test
  void theStackGivesLinksBackInOrderFromMemoryAndFile() throws IOException {
    Random random = new Random(5);
    Deque<Cid> model = new ArrayDeque<>();
    try (LinkStack stack = new LinkStack(memory)) {
      for (int round = 0; round < 400; round++) {
        List<Cid> links = new ArrayList<>();
        for (int i = random.nextInt(round % 50 == 0 ? 9_000 : 300); i > 0; i--) {
          links.add(
              random.nextInt(4) == 0
                  ? Cid.v1(
                      Multicodec.RAW,
                      Multihash.of(Multihash.IDENTITY, Property.bytes(random, random.nextInt(200))))
                  : cid(random.nextInt(1 << 20)));
        }
        stack.push(links);
        links.reversed().forEach(model::addFirst);
        for (int i = random.nextInt(200); i > 0 && !model.isEmpty(); i--) {
          assertThat(stack.pop()).isEqualTo(model.removeFirst());
        }
        assertThat(stack.size()).isEqualTo(model.size());
      }
      assertThat(memory.spills()).isEqualTo(1);
      assertThat(room.written()).as("the most that was in the file at once").isPositive();
      while (!model.isEmpty()) {
        assertThat(stack.pop()).isEqualTo(model.removeFirst());
      }
    }
    requireNothingLeft();
  }

  /// A block of as many links to different identity CIDs as it may have, and one to the next.
  private static Block identities(int seed, List<Node> next) {
    List<Node> links = new ArrayList<>(next);
    for (int i = 0; i < 110_000; i++) {
      byte[] content = {(byte) seed, (byte) i, (byte) (i >> 8), (byte) (i >> 16), 1, 2, 3, 4};
      links.add(Node.of(Cid.v1(Multicodec.RAW, Multihash.of(Multihash.IDENTITY, content))));
    }
    byte[] bytes = DagCbor.encode(Node.of(links));
    return Block.of(Cid.v1(Multicodec.DAG_CBOR, Multihash.sha256(bytes)), bytes);
  }

  @Test
  void identityLinksAreNotRememberedHoweverMany() throws IOException {
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      List<Node> next = blocks.isEmpty() ? List.of() : List.of(Node.of(blocks.getLast().cid()));
      blocks.add(identities(i, next));
    }
    assertThat(blocks.getFirst().size()).isLessThanOrEqualTo(Block.MAX_SIZE);
    try (PreOrder order = new PreOrder(blocks.getLast().cid(), memory, PreOrder.MAX_SECTIONS)) {
      for (Block block : blocks.reversed()) {
        assertThat(order.next()).contains(block.cid());
        order.enter(block);
      }
      assertThat(order.next()).isEmpty();
    }
    // 880,000 links: the waiting ones outgrew their share, the set never began to.
    assertThat(memory.spills()).isEqualTo(1);
    requireNothingLeft();
  }

  @Test
  void aPieceOfManySectionsIsCheckedTheSameBeyondTheShare() throws IOException {
    List<Block> leaves = new ArrayList<>();
    List<Node> parents = new ArrayList<>();
    List<Block> inner = new ArrayList<>();
    for (int from = 0; from < CidSet.SHARE + 4_000; from += 2_000) {
      List<Node> links = new ArrayList<>();
      for (int i = from; i < from + 2_000; i++) {
        byte[] content = {(byte) i, (byte) (i >> 8), (byte) (i >> 16)};
        leaves.add(Block.of(cid(i), content));
        links.add(Node.of(cid(i)));
        links.add(Node.of(cid(i / 3)));
      }
      byte[] bytes = DagCbor.encode(Node.of(links));
      inner.add(Block.of(Cid.v1(Multicodec.DAG_CBOR, Multihash.sha256(bytes)), bytes));
      parents.add(Node.of(inner.getLast().cid()));
    }
    byte[] top = DagCbor.encode(Node.of(parents));
    Block root = Block.of(Cid.v1(Multicodec.DAG_CBOR, Multihash.sha256(top)), top);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CarWriter car = new CarWriter(out, List.of(root.cid()));
    car.write(root);
    for (int i = 0; i < inner.size(); i++) {
      car.write(inner.get(i));
      for (Block leaf : leaves.subList(2_000 * i, 2_000 * (i + 1))) {
        car.write(leaf);
      }
    }
    byte[] piece = out.toByteArray();
    InputStream in = new ByteArrayInputStream(piece);
    new PieceCheck(root.cid(), piece.length, Hashing.jdk(), memory, in).run();
    assertThat(memory.spills()).isEqualTo(1);
    requireNothingLeft();
  }
}
