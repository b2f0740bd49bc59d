package network.cairn.store.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.store.blockstore.AttachedCar;
import network.cairn.store.blockstore.CarRefused;
import network.cairn.store.blockstore.CorruptBlock;
import network.cairn.store.blockstore.Deletion;
import network.cairn.store.blockstore.Writer;
import network.cairn.store.gc.GcReport;
import network.cairn.store.pack.TestDag;
import network.cairn.store.pin.Mode;
import network.cairn.store.pin.Pin;
import network.cairn.store.pin.PinCheck;
import network.cairn.store.pin.PinRefused;
import network.cairn.store.pin.PinStatus;
import network.cairn.store.repo.Repository.Removal;
import network.cairn.store.repo.Repository.VerifyEvent;
import network.cairn.store.repo.Repository.VerifyReport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoryTest {
  private static final RepoOptions OPTIONS =
      RepoOptions.defaults("test", TestDag::links, Hashing.jdk())
          .withDiskReserve(0)
          .withPackSize(1 << 20);

  private final Random random = new Random(1);
  @TempDir private Path home;

  @BeforeEach
  void init() throws IOException {
    Repository.init(home);
  }

  @Test
  void keepsBlocksAndPinsOverARestart() throws IOException {
    List<Block> tree = TestDag.tree(random, 50, 100_000);
    Cid root = tree.getLast().cid();
    try (Repository repo = open()) {
      put(repo, tree);
      repo.pins().add(root, Mode.RECURSIVE, Optional.of("photos"));
      repo.state().put("mfs", new byte[] {7});
    }
    try (Repository repo = open()) {
      assertThat(tree)
          .allSatisfy(block -> {
            assertThat(repo.blockstore().get(block.cid()).orElseThrow().bytes())
                .isEqualTo(block.bytes());
            assertThat(repo.blockstore().size(block.cid())).hasValue(block.size());
          });
      assertThat(repo.pins().list()).containsExactly(new Pin(root, Mode.RECURSIVE, "photos"));
      assertThat(repo.state().get("mfs")).contains(new byte[] {7});
      assertThat(repo.blockstore().multihashes().toList())
          .containsExactlyElementsOf(
              tree.stream().map(block -> block.cid().multihash()).sorted().distinct().toList());
      assertThat(repo.verify(false, event -> {})).isEqualTo(new VerifyReport(tree.size(), 0));
    }
  }

  /// A damaged index is named, with a way out; a lost one costs no pin.
  @Test
  void aDamagedIndexIsNamedAndALostOneCostsNothing() throws IOException {
    List<Block> tree = TestDag.tree(random, 30, 50_000);
    Block direct = TestDag.leaf(random, 100);
    Block loose = TestDag.leaf(random, 100);
    Cid root = tree.getLast().cid();
    try (Repository repo = open()) {
      put(repo, tree);
      put(repo, List.of(direct, loose));
      repo.pins().add(root, Mode.RECURSIVE, Optional.of("a name"));
      repo.pins().add(direct.cid(), Mode.DIRECT, Optional.empty());
      repo.state().put("market/agreement/1", new byte[] {1, 2, 3});
    }
    Path data = home.resolve("index").resolve("data.mdb");
    byte[] whole = Files.readAllBytes(data);
    byte[] cut = Arrays.copyOf(whole, whole.length / 2);
    Files.write(data, cut);
    assertThatThrownBy(this::open)
        .isInstanceOf(RepoUnusable.class)
        .hasMessageContaining(data.toString())
        .hasMessageContaining("pins, agreements and a provider's duties in the folder ");
    assertThat(Files.readAllBytes(data)).isEqualTo(cut);
    Files.move(home.resolve("index"), home.resolve("index.damaged"));
    try (Repository repo = open()) {
      assertThat(repo.verify(false, _ -> {})).isEqualTo(new VerifyReport(tree.size() + 2, 0));
      assertThat(repo.pins().list())
          .containsExactly(
              new Pin(root, Mode.RECURSIVE, "a name"), new Pin(direct.cid(), Mode.DIRECT, ""));
      assertThat(repo.state().get("market/agreement/1")).contains(new byte[] {1, 2, 3});
      assertThat(repo.gc(_ -> {})).isInstanceOf(GcReport.Done.class);
      assertThat(repo.blockstore().has(loose.cid())).isFalse();
      assertThat(repo.verify(false, _ -> {})).isEqualTo(new VerifyReport(tree.size() + 1, 0));
    }
    assertThat(home.resolve("pins-lost")).doesNotExist();
  }

  /// With the index and the log of facts gone nobody knows what is pinned.
  @Test
  void anIndexThatIsLostWithTheLogOfFactsHoldsCollection() throws IOException {
    List<Block> tree = TestDag.tree(random, 30, 50_000);
    Cid root = tree.getLast().cid();
    try (Repository repo = open()) {
      put(repo, tree);
      repo.pins().add(root, Mode.RECURSIVE, Optional.empty());
    }
    Files.move(home.resolve("index"), home.resolve("index.damaged"));
    Path log = home.resolve("facts").resolve("log");
    byte[] facts = Files.readAllBytes(log);
    facts[facts.length / 2] ^= 1;
    Files.write(log, facts);
    for (int i = 0; i < 2; i++) {
      try (Repository repo = open()) {
        assertThat(repo.verify(false, _ -> {})).isEqualTo(new VerifyReport(tree.size(), 0));
        assertThatThrownBy(() -> repo.gc(_ -> {}))
            .isInstanceOf(CollectionHeld.class)
            .hasMessageContaining("pin add")
            .hasMessageContaining("pins-lost");
      }
    }
    try (Repository repo = open()) {
      repo.pins().add(root, Mode.RECURSIVE, Optional.empty());
      Files.delete(home.resolve("pins-lost"));
      repo.gc(_ -> {});
      assertThat(repo.verify(false, _ -> {})).isEqualTo(new VerifyReport(tree.size(), 0));
    }
  }

  /// Random pins, and the index lost now and then: the same pins.
  @Test
  void pinsAreTheSameWithANewIndex() throws IOException {
    List<List<Block>> trees = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      trees.add(TestDag.tree(random, 3, 100));
    }
    try (Repository repo = open()) {
      trees.forEach(tree -> put(repo, tree));
    }
    for (int life = 0; life < 12; life++) {
      List<Pin> before;
      try (Repository repo = open()) {
        for (int i = 0; i < 10; i++) {
          changePins(repo, trees);
        }
        before = repo.pins().list().toList();
      }
      if (random.nextBoolean()) {
        Files.move(home.resolve("index"), home.resolve("index.lost-" + life));
      }
      try (Repository repo = open()) {
        assertThat(repo.pins().list()).containsExactlyElementsOf(before);
      }
    }
  }

  private void changePins(Repository repo, List<List<Block>> trees) {
    Cid one = trees.get(random.nextInt(5)).getLast().cid();
    Cid other = trees.get(random.nextInt(5)).getLast().cid();
    try {
      switch (random.nextInt(4)) {
        case 0 -> repo.pins().add(one, Mode.RECURSIVE, Optional.of("name " + random.nextInt()));
        case 1 -> repo.pins().add(one, Mode.DIRECT, Optional.empty());
        case 2 -> repo.pins().remove(one, Mode.RECURSIVE);
        default -> repo.pins().update(one, other, random.nextBoolean());
      }
    } catch (PinRefused _) {
      // There is no such pin, or another already.
    }
  }

  @Test
  void keepsABlockOnceWhateverItsCodec() throws IOException {
    Block raw = TestDag.leaf(random, 1000);
    Block other = Block.of(Cid.v1(0x70, raw.cid().multihash()), raw.bytes());
    try (Repository repo = open()) {
      repo.blockstore().put(raw);
      repo.blockstore().put(other);
      assertThat(repo.blockstore().stats().blocks()).isEqualTo(1);
      assertThat(repo.blockstore().get(other.cid())).contains(other);
    }
  }

  @Test
  void answersIdentityCidsWithoutStoringThem() throws IOException {
    Cid identity = Cid.v1(0x55, Multihash.of(Multihash.IDENTITY, new byte[] {1, 2, 3}));
    try (Repository repo = open()) {
      repo.blockstore().put(Block.of(identity, new byte[] {1, 2, 3}));
      assertThat(repo.blockstore().get(identity).orElseThrow().bytes()).containsExactly(1, 2, 3);
      assertThat(repo.blockstore().stats().blocks()).isZero();
    }
  }

  @Test
  void collectsWhatNothingKeepsAndShrinksTheDisk() throws IOException {
    List<Block> kept = TestDag.tree(random, 30, 50_000);
    List<Block> live = TestDag.tree(random, 5, 50_000);
    List<Block> garbage = TestDag.tree(random, 200, 50_000);
    try (Repository repo = open()) {
      put(repo, kept);
      put(repo, garbage);
      put(repo, live);
      repo.pins().add(kept.getLast().cid(), Mode.RECURSIVE, Optional.empty());
      repo.pins().add(garbage.getFirst().cid(), Mode.DIRECT, Optional.empty());
      repo.addLiveRoots(() -> List.of(live.getLast().cid()));
      long before = repo.stat().store().packBytes();
      List<Multihash> removed = new ArrayList<>();
      GcReport report = repo.gc(removed::add);
      assertThat(report).isInstanceOf(GcReport.Done.class);
      assertThat(removed).hasSize(garbage.size() - 1);
      assertThat(kept).allMatch(block -> repo.blockstore().get(block.cid()).isPresent());
      assertThat(live).allMatch(block -> repo.blockstore().get(block.cid()).isPresent());
      assertThat(repo.blockstore().has(garbage.getFirst().cid())).isTrue();
      assertThat(repo.blockstore().has(garbage.getLast().cid())).isFalse();
      assertThat(repo.stat().store().packBytes()).isLessThan(before / 2);
      assertThat(repo.verify(false, event -> {}).damaged()).isZero();
    }
  }

  @Test
  void collectsNothingWhenAPinnedDagHasAHole() throws IOException {
    List<Block> tree = TestDag.tree(random, 9, 1000);
    Block garbage = TestDag.leaf(random, 100);
    try (Repository repo = open()) {
      put(repo, tree.subList(tree.size() - 1, tree.size()));
      repo.blockstore().put(garbage);
      repo.pins().addComplete(tree.getLast().cid(), Mode.RECURSIVE, Optional.empty());
      assertThat(repo.gc(removed -> {})).isInstanceOf(GcReport.Aborted.class);
      assertThat(repo.blockstore().has(garbage.cid())).isTrue();
    }
  }

  @Test
  void removesBlocksUnlessTheyArePinned() throws IOException {
    List<Block> tree = TestDag.tree(random, 9, 1000);
    Block loose = TestDag.leaf(random, 100);
    Cid root = tree.getLast().cid();
    Cid leaf = tree.getFirst().cid();
    try (Repository repo = open()) {
      put(repo, tree);
      repo.blockstore().put(loose);
      repo.pins().add(root, Mode.RECURSIVE, Optional.empty());
      Map<Cid, Removal> results = repo.removeBlocks(List.of(root, leaf, loose.cid()));
      assertThat(results)
          .containsEntry(root, new Removal.Pinned("pinned: recursive"))
          .containsEntry(leaf, new Removal.Pinned("pinned via " + root))
          .containsEntry(loose.cid(), new Removal.Done(Deletion.DELETED));
      assertThat(repo.blockstore().has(loose.cid())).isFalse();
      assertThat(repo.pins().status(List.of(leaf)))
          .containsEntry(leaf, new PinStatus.Indirect(root));
    }
  }

  @Test
  void refusesBeforeWritingPastStorageMax() throws IOException {
    try (Repository repo = Repository.open(home, OPTIONS.withStorageMax(2 << 20))) {
      long before = repo.stat().store().packBytes();
      try (Reservation reservation = repo.reserve(1 << 20);
          Writer writer = repo.blockstore().writer(reservation)) {
        assertThatThrownBy(() -> repo.reserve(1 << 20))
            .isInstanceOf(QuotaExceeded.class)
            .hasMessageContaining("StorageMax 2097152");
        assertThatThrownBy(() -> repo.blockstore().put(TestDag.leaf(random, (1 << 20) + 1)))
            .isInstanceOf(QuotaExceeded.class);
        assertThat(repo.stat().store().packBytes()).isEqualTo(before);
        writer.put(TestDag.leaf(random, 900_000));
        writer.commit();
        assertThat(reservation.remaining()).isBetween(100_000L, 150_000L);
      }
      assertThat(repo.stat().reserved()).isZero();
    }
  }

  @Test
  void getsRoomBackByCollection() throws IOException {
    try (Repository repo = Repository.open(home, OPTIONS.withStorageMax(3 << 20))) {
      for (int i = 0; i < 10; i++) {
        put(repo, List.of(TestDag.leaf(random, 2_000_000)));
        repo.gc(removed -> {});
      }
      assertThat(repo.blockstore().stats().blocks()).isZero();
    }
  }

  @Test
  void keepsTheDiskReserve() {
    Quota quota = new Quota(Long.MAX_VALUE / 2, 1000, () -> 0, () -> 5000);
    quota.admit(3000);
    assertThatThrownBy(() -> quota.reserve(4001, false))
        .isInstanceOf(QuotaExceeded.class)
        .hasMessageContaining("must stay free");
    quota.reserve(3000, false);
    assertThatThrownBy(() -> quota.admit(1001)).isInstanceOf(QuotaExceeded.class);
  }

  @Test
  void letsNoSecondOpenerInAndSaysWhoIsThere() throws IOException {
    try (Repository repo = open()) {
      assertThat(repo.home()).isEqualTo(home);
      assertThatThrownBy(this::open)
          .isInstanceOf(RepoLocked.class)
          .hasMessageContaining("someone else has the lock")
          .hasMessageContaining("process " + ProcessHandle.current().pid());
    }
    open().close();
  }

  @Test
  void saysWhatToDoWithoutARepository() throws IOException {
    assertThatThrownBy(() -> Repository.open(home.resolve("none"), OPTIONS))
        .isInstanceOf(RepoUnusable.class)
        .hasMessageContaining("init");
    Files.writeString(home.resolve("version"), "99\n");
    assertThatThrownBy(this::open).isInstanceOf(RepoUnusable.class).hasMessageContaining("99");
  }

  @Test
  void findsDamageNamesItAndHealsByPuttingAgain() throws IOException {
    Block block = TestDag.leaf(random, 10_000);
    try (Repository repo = open()) {
      repo.blockstore().put(block);
    }
    damage(block);
    try (Repository repo = open()) {
      assertThatThrownBy(() -> repo.blockstore().get(block.cid()))
          .isInstanceOf(CorruptBlock.class)
          .hasMessageContaining("pack-00000000.car at byte");
      List<VerifyEvent> events = new ArrayList<>();
      assertThat(repo.verify(false, events::add).damaged()).isEqualTo(1);
      assertThat(events).anyMatch(VerifyEvent.Damaged.class::isInstance);
      repo.blockstore().put(block);
      assertThat(repo.blockstore().get(block.cid()).orElseThrow().bytes()).isEqualTo(block.bytes());
      assertThat(repo.verify(false, event -> {}).damaged()).isZero();
    }
  }

  @Test
  void dropsDamagedBlocksOnRequest() throws IOException {
    Block block = TestDag.leaf(random, 10_000);
    try (Repository repo = open()) {
      repo.blockstore().put(block);
    }
    damage(block);
    try (Repository repo = open()) {
      assertThat(repo.verify(true, event -> {})).isEqualTo(new VerifyReport(1, 1));
      assertThat(repo.blockstore().has(block.cid())).isFalse();
    }
  }

  private void damage(Block block) throws IOException {
    Path pack = pack();
    byte[] bytes = Files.readAllBytes(pack);
    bytes[bytes.length - block.size() / 2] ^= 1;
    Files.write(pack, bytes);
  }

  @Test
  void movesATornTailAsideAtStart() throws IOException {
    Block block = TestDag.leaf(random, 10_000);
    try (Repository repo = open()) {
      repo.blockstore().put(block);
    }
    long length = Files.size(pack());
    Files.write(pack(), new byte[5000], StandardOpenOption.APPEND);
    try (Repository repo = open()) {
      assertThat(Files.size(pack())).isEqualTo(length);
      assertThat(repo.blockstore().get(block.cid())).contains(block);
    }
  }

  @Test
  void rebuildsALostIndexFromThePacks() throws IOException {
    List<Block> tree = TestDag.tree(random, 100, 30_000);
    try (Repository repo = open()) {
      put(repo, tree);
    }
    try (Stream<Path> files = Files.list(home.resolve("index"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    try (Repository repo = open()) {
      assertThat(tree).allMatch(block -> repo.blockstore().get(block.cid()).isPresent());
      put(repo, TestDag.tree(random, 5, 1000));
      assertThat(repo.verify(false, event -> {}).damaged()).isZero();
    }
  }

  @Test
  void servesAttachedCarsAndNeverTouchesThem() throws IOException {
    List<Block> tree = TestDag.tree(random, 20, 5000);
    Path car = home.resolve("piece.car");
    Files.write(car, TestDag.car(tree));
    Cid leaf = tree.getFirst().cid();
    try (Repository repo = open()) {
      AttachedCar attached = repo.blockstore().attach("deal-1", Path.of("piece.car"));
      assertThat(attached)
          .isEqualTo(new AttachedCar("deal-1", Path.of("piece.car"), Files.size(car), tree.size()));
      assertThat(repo.blockstore().attach("deal-1", Path.of("piece.car"))).isEqualTo(attached);
      assertThat(repo.removeBlocks(List.of(leaf)))
          .containsEntry(leaf, new Removal.Done(Deletion.ATTACHED));
      repo.gc(removed -> {});
    }
    try (Repository repo = open()) {
      assertThat(tree).allMatch(block -> repo.blockstore().get(block.cid()).isPresent());
      assertThat(repo.blockstore().multihashes()).hasSize(tree.size());
      repo.blockstore().put(tree.getFirst());
      assertThat(repo.blockstore().detach("deal-1")).isTrue();
      assertThat(repo.blockstore().detach("deal-1")).isFalse();
      assertThat(repo.blockstore().has(leaf)).isTrue();
      assertThat(repo.blockstore().has(tree.getLast().cid())).isFalse();
      assertThat(car).exists();
    }
  }

  @Test
  void refusesToAttachWhatIsNoSoundCar() throws IOException {
    byte[] good = TestDag.car(TestDag.tree(random, 3, 100));
    byte[] wrong = good.clone();
    wrong[wrong.length - 1] ^= 1;
    byte[] cut = java.util.Arrays.copyOf(good, good.length - 1);
    byte[][] bad = {wrong, cut, new byte[0], {1}, {2, 0, 0}, new byte[100]};
    try (Repository repo = open()) {
      for (byte[] bytes : bad) {
        Files.write(home.resolve("bad.car"), bytes);
        assertThatThrownBy(() -> repo.blockstore().attach("bad", Path.of("bad.car")))
            .isInstanceOf(CarRefused.class);
        assertThat(repo.blockstore().multihashes()).isEmpty();
      }
    }
  }

  @Test
  void holdsToTheRulesOfPins() throws IOException {
    List<Block> a = TestDag.tree(random, 4, 100);
    List<Block> b = TestDag.tree(random, 4, 100);
    Cid from = a.getLast().cid();
    Cid to = b.getLast().cid();
    try (Repository repo = open()) {
      put(repo, a);
      assertThatThrownBy(() -> repo.pins().add(to, Mode.RECURSIVE, Optional.empty()))
          .isInstanceOf(PinRefused.class);
      repo.pins().add(from, Mode.DIRECT, Optional.empty());
      repo.pins().add(from, Mode.RECURSIVE, Optional.of("n"));
      assertThat(repo.pins().list()).containsExactly(new Pin(from, Mode.RECURSIVE, "n"));
      assertThatThrownBy(() -> repo.pins().add(from, Mode.DIRECT, Optional.empty()))
          .hasMessage(from + " already pinned recursively");
      assertThatThrownBy(() -> repo.pins().remove(from, Mode.DIRECT))
          .hasMessage(from + " is pinned recursively");
      assertThatThrownBy(() -> repo.pins().remove(to, Mode.RECURSIVE))
          .hasMessage("not pinned or pinned indirectly");
      assertThatThrownBy(() -> repo.pins().update(to, from, true))
          .hasMessage("'from' cid was not recursively pinned already");
      put(repo, b);
      repo.pins().update(from, to, true);
      assertThat(repo.pins().list()).containsExactly(new Pin(to, Mode.RECURSIVE, "n"));
      List<Cid> indirect = new ArrayList<>();
      repo.pins().indirect(indirect::add);
      assertThat(indirect).hasSize(b.size() - 1).doesNotContain(to);
      List<PinCheck> checks = new ArrayList<>();
      repo.pins().verify(checks::add);
      assertThat(checks).containsExactly(new PinCheck(to, List.of()));
    }
  }

  private Path pack() {
    return home.resolve("blocks/pack-00000000.car");
  }

  private Repository open() throws IOException {
    return Repository.open(home, OPTIONS);
  }

  private static void put(Repository repo, List<Block> blocks) {
    try (Writer writer = repo.blockstore().writer()) {
      blocks.forEach(writer::put);
      writer.commit();
    }
  }
}
