package network.cairn.store.pin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagpb.PbLink;
import network.cairn.ipld.codec.dagpb.PbNode;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.dag.Links;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.store.repo.RepoOptions;
import network.cairn.store.repo.Repository;
import network.cairn.testing.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class PinsTest {
  private final RepoOptions options =
      RepoOptions.defaults("test", this::links, Hashing.jdk()).withDiskReserve(0);

  /// The longest CID that a key of the table holds, in bytes.
  private static final int LONGEST = 479;

  @TempDir private Path folder;
  private Path home;
  private Optional<Runnable> duringWalk = Optional.empty();
  private Repository repository;
  private Pins pins;

  @BeforeEach
  void open() throws IOException {
    home = folder.resolve("home");
    Files.createDirectories(home);
    Repository.init(home);
    repository = Repository.open(home, options);
    pins = repository.pins();
  }

  @AfterEach
  void close() {
    repository.close();
  }

  /// Reads a block's links, and does once before what a test wants done during a walk.
  private List<Cid> links(Block block) {
    Optional<Runnable> now = duringWalk;
    duringWalk = Optional.empty();
    now.ifPresent(Runnable::run);
    return Links.of(block);
  }

  private static Block leaf(int number) {
    byte[] bytes = ("leaf " + number).getBytes(StandardCharsets.UTF_8);
    return Block.of(Cid.v1(0x55, Multihash.sha256(bytes)), bytes);
  }

  private static Block node(Block... children) {
    List<PbLink> links =
        Stream.of(children).map(child -> new PbLink(child.cid(), "", child.size())).toList();
    byte[] bytes = PbNode.of(links, new byte[] {1}).encode();
    return Block.of(Cid.v1(0x70, Multihash.sha256(bytes)), bytes);
  }

  private void put(Block... blocks) {
    Stream.of(blocks).forEach(repository.blockstore()::put);
  }

  /// A root over two leaves, all of them in the store.
  private Block stored(int number) {
    Block a = leaf(2 * number);
    Block b = leaf(2 * number + 1);
    Block root = node(a, b);
    put(a, b, root);
    return root;
  }

  private static Cid identity(int bytes) {
    Cid cid = Cid.v1(0x55, Multihash.of(Multihash.IDENTITY, new byte[bytes - 5]));
    assertThat(cid.byteLength()).isEqualTo(bytes);
    return cid;
  }

  private void add(Block root) {
    pins.add(root.cid(), Mode.RECURSIVE, Optional.empty());
  }

  private Set<Cid> indirect() {
    List<Cid> found = new ArrayList<>();
    pins.indirect(found::add);
    assertThat(found).doesNotHaveDuplicates();
    return new HashSet<>(found);
  }

  @Test
  void findsAndListsWhatWasPinned() {
    Block one = stored(1);
    Block two = stored(2);
    pins.add(one.cid(), Mode.RECURSIVE, Optional.of("photos"));
    pins.add(two.cid(), Mode.DIRECT, Optional.empty());
    assertThat(pins.find(one.cid())).contains(new Pin(one.cid(), Mode.RECURSIVE, "photos"));
    assertThat(pins.find(two.cid())).contains(new Pin(two.cid(), Mode.DIRECT, ""));
    assertThat(pins.find(leaf(2).cid())).isEmpty();
    assertThat(pins.list())
        .containsExactly(
            new Pin(one.cid(), Mode.RECURSIVE, "photos"), new Pin(two.cid(), Mode.DIRECT, ""));
  }

  @Test
  void aRecursivePinReplacesADirectOneAndNotTheOtherWayRound() {
    Block root = stored(1);
    pins.add(root.cid(), Mode.DIRECT, Optional.of("direct"));
    pins.add(root.cid(), Mode.RECURSIVE, Optional.of("all"));
    assertThat(pins.list()).containsExactly(new Pin(root.cid(), Mode.RECURSIVE, "all"));
    assertThatThrownBy(() -> pins.add(root.cid(), Mode.DIRECT, Optional.empty()))
        .isInstanceOf(PinRefused.class)
        .hasMessageContaining("already pinned recursively");
    assertThat(pins.list()).containsExactly(new Pin(root.cid(), Mode.RECURSIVE, "all"));
  }

  @Test
  void pinningAgainChangesTheName() {
    Block root = stored(1);
    pins.add(root.cid(), Mode.RECURSIVE, Optional.of("old"));
    pins.add(root.cid(), Mode.RECURSIVE, Optional.of("новое 名前"));
    assertThat(pins.find(root.cid()).orElseThrow().name()).isEqualTo("новое 名前");
    pins.add(root.cid(), Mode.RECURSIVE, Optional.empty());
    assertThat(pins.find(root.cid()).orElseThrow().name()).isEmpty();
  }

  @Test
  void aNameHasTwoHundredAndFiftyFiveBytesAtMost() {
    Block root = stored(1);
    for (String most : List.of("x".repeat(255), "é".repeat(127) + "x")) {
      pins.add(root.cid(), Mode.RECURSIVE, Optional.of(most));
      assertThat(pins.find(root.cid()).orElseThrow().name()).isEqualTo(most);
    }
    for (String more : List.of("x".repeat(256), "é".repeat(128))) {
      assertThatThrownBy(() -> pins.add(root.cid(), Mode.RECURSIVE, Optional.of(more)))
          .isInstanceOf(PinRefused.class)
          .hasMessageContaining("256");
    }
  }

  @Test
  void aRootHasFourHundredAndSeventyNineBytesAtMost() {
    Cid most = identity(LONGEST);
    pins.addComplete(most, Mode.RECURSIVE, Optional.empty());
    assertThat(pins.find(most)).isPresent();
    assertThat(pins.list()).hasSize(1);
    pins.remove(most, Mode.RECURSIVE);
    Cid more = identity(LONGEST + 1);
    List<Runnable> asked =
        List.of(
            () -> pins.addComplete(more, Mode.RECURSIVE, Optional.empty()),
            () -> pins.remove(more, Mode.RECURSIVE),
            () -> pins.update(more, most, true),
            () -> pins.update(most, more, true));
    assertThat(asked)
        .allSatisfy(ask ->
            assertThatThrownBy(ask::run)
                .isInstanceOf(PinRefused.class)
                .hasMessageContaining("the limit is 479"));
    assertThat(pins.find(more)).isEmpty();
    assertThat(pins.status(List.of(more))).containsEntry(more, new PinStatus.NotPinned());
  }

  @Test
  void refusesADagWithAHoleAndNamesIt() {
    Block there = leaf(1);
    Block missing = leaf(2);
    Block root = node(there, missing);
    put(there, root);
    assertThatThrownBy(() -> add(root))
        .isInstanceOf(PinRefused.class)
        .hasMessageContaining(missing.cid().toString())
        .hasMessageContaining("not found");
    assertThat(pins.list()).isEmpty();
    pins.add(root.cid(), Mode.DIRECT, Optional.empty());
    assertThatThrownBy(() -> pins.add(missing.cid(), Mode.DIRECT, Optional.empty()))
        .isInstanceOf(PinRefused.class)
        .hasMessageContaining(missing.cid().toString());
    put(missing);
    add(root);
    assertThat(pins.find(root.cid()).orElseThrow().mode()).isEqualTo(Mode.RECURSIVE);
  }

  @Test
  void removesEitherKindButNotARecursiveOneByTheNameOfADirectOne() {
    Block one = stored(1);
    Block two = stored(2);
    add(one);
    pins.add(two.cid(), Mode.DIRECT, Optional.empty());
    assertThatThrownBy(() -> pins.remove(one.cid(), Mode.DIRECT))
        .isInstanceOf(PinRefused.class)
        .hasMessageContaining("is pinned recursively");
    pins.remove(two.cid(), Mode.RECURSIVE);
    pins.remove(one.cid(), Mode.RECURSIVE);
    assertThat(pins.list()).isEmpty();
    for (Cid gone : List.of(one.cid(), leaf(2).cid())) {
      assertThatThrownBy(() -> pins.remove(gone, Mode.RECURSIVE))
          .isInstanceOf(PinRefused.class)
          .hasMessage("not pinned or pinned indirectly");
    }
  }

  @Test
  void updateMovesThePinWithItsNameInOneStep() {
    Block from = stored(1);
    Block to = stored(2);
    Block also = stored(3);
    pins.add(from.cid(), Mode.RECURSIVE, Optional.of("album"));
    pins.add(to.cid(), Mode.DIRECT, Optional.of("lost"));
    pins.update(from.cid(), to.cid(), true);
    assertThat(pins.list()).containsExactly(new Pin(to.cid(), Mode.RECURSIVE, "album"));
    pins.update(to.cid(), also.cid(), false);
    assertThat(pins.list())
        .containsExactlyInAnyOrder(
            new Pin(to.cid(), Mode.RECURSIVE, "album"),
            new Pin(also.cid(), Mode.RECURSIVE, "album"));
    pins.update(also.cid(), also.cid(), true);
    assertThat(pins.find(also.cid())).isPresent();
  }

  @Test
  void updateChangesNothingWhereItCannot() {
    Block from = stored(1);
    Block hole = node(leaf(100));
    put(hole);
    add(from);
    assertThatThrownBy(() -> pins.update(from.cid(), hole.cid(), true))
        .isInstanceOf(PinRefused.class)
        .hasMessageContaining(leaf(100).cid().toString());
    Block direct = stored(2);
    pins.add(direct.cid(), Mode.DIRECT, Optional.empty());
    for (Cid notRecursive : List.of(direct.cid(), stored(3).cid())) {
      assertThatThrownBy(() -> pins.update(notRecursive, from.cid(), true))
          .isInstanceOf(PinRefused.class)
          .hasMessageContaining("was not recursively pinned");
    }
    assertThat(pins.list())
        .containsExactly(
            new Pin(from.cid(), Mode.RECURSIVE, ""), new Pin(direct.cid(), Mode.DIRECT, ""));
  }

  @Test
  void updateTakesNoPinForOneThatIsThere() {
    Block from = stored(1);
    Block to = stored(2);
    pins.add(from.cid(), Mode.RECURSIVE, Optional.of("draft"));
    pins.add(to.cid(), Mode.RECURSIVE, Optional.of("album"));
    for (boolean unpin : List.of(true, false)) {
      assertThatThrownBy(() -> pins.update(from.cid(), to.cid(), unpin))
          .isInstanceOf(PinRefused.class)
          .hasMessage("'to' cid was already recursively pinned");
    }
    assertThat(pins.list())
        .containsExactlyInAnyOrder(
            new Pin(from.cid(), Mode.RECURSIVE, "draft"),
            new Pin(to.cid(), Mode.RECURSIVE, "album"));
    pins.update(to.cid(), to.cid(), true);
    assertThat(pins.find(to.cid())).contains(new Pin(to.cid(), Mode.RECURSIVE, "album"));
  }

  @Test
  void findsThePinAboveOneThatIsPinnedItself() {
    Block leaf = leaf(1);
    Block inner = node(leaf);
    Block root = node(inner);
    Block alone = leaf(2);
    put(leaf, inner, root, alone);
    List.of(leaf, inner, root, alone).forEach(this::add);
    List<Cid> all = List.of(leaf.cid(), inner.cid(), root.cid(), alone.cid());
    assertThat(pins.above(all)).containsOnlyKeys(leaf.cid(), inner.cid());
    assertThat(pins.above(all).get(inner.cid())).isEqualTo(root.cid());
    assertThat(pins.above(List.of(leaf.cid())).get(leaf.cid())).isIn(inner.cid(), root.cid());
    pins.remove(root.cid(), Mode.RECURSIVE);
    assertThat(pins.above(all)).isEqualTo(Map.of(leaf.cid(), inner.cid()));
    assertThat(pins.above(List.of())).isEmpty();
  }

  @Test
  void saysWhoKeepsABlock() {
    Block leaf = leaf(1);
    Block inner = node(leaf);
    Block root = node(inner);
    Block other = leaf(2);
    put(leaf, inner, root, other);
    add(root);
    pins.add(other.cid(), Mode.DIRECT, Optional.of("x"));
    Cid sameBytes = Cid.v1(0x70, leaf.cid().multihash());
    Cid nobody = leaf(3).cid();
    assertThat(
            pins.status(
                List.of(root.cid(), inner.cid(), leaf.cid(), sameBytes, other.cid(), nobody)))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                root.cid(),
                new PinStatus.Pinned(new Pin(root.cid(), Mode.RECURSIVE, "")),
                inner.cid(),
                new PinStatus.Indirect(root.cid()),
                leaf.cid(),
                new PinStatus.Indirect(root.cid()),
                sameBytes,
                new PinStatus.Indirect(root.cid()),
                other.cid(),
                new PinStatus.Pinned(new Pin(other.cid(), Mode.DIRECT, "x")),
                nobody,
                new PinStatus.NotPinned()));
    assertThat(pins.status(List.of())).isEmpty();
  }

  @Test
  void whatLiesBelowTwoPinsIsHeldByTheOtherWhenOneGoes() {
    Block shared = leaf(1);
    Block one = node(shared, leaf(2));
    Block two = node(shared, leaf(3));
    put(shared, leaf(2), leaf(3), one, two);
    add(one);
    add(two);
    assertThat(indirect()).containsExactlyInAnyOrder(shared.cid(), leaf(2).cid(), leaf(3).cid());
    pins.remove(one.cid(), Mode.RECURSIVE);
    assertThat(pins.status(List.of(shared.cid())))
        .containsEntry(shared.cid(), new PinStatus.Indirect(two.cid()));
    pins.add(shared.cid(), Mode.DIRECT, Optional.empty());
    assertThat(indirect()).containsExactly(leaf(3).cid());
    pins.remove(two.cid(), Mode.RECURSIVE);
    assertThat(indirect()).isEmpty();
  }

  @Test
  void listsMoreThanAPageInOrderAndEachOnce() {
    int many = 2_100;
    Block root = stored(1);
    add(root);
    for (int i = 0; i < many; i++) {
      Multihash inline = Multihash.of(Multihash.IDENTITY, new byte[i % 400]);
      pins.addComplete(Cid.v1(0x55, inline), Mode.DIRECT, Optional.empty());
      pins.addComplete(leaf(i).cid(), Mode.DIRECT, Optional.of("n" + i));
    }
    List<Pin> listed = pins.list().toList();
    assertThat(listed).hasSize(1 + 400 + many).doesNotHaveDuplicates();
    assertThat(listed.getFirst().root()).isEqualTo(root.cid());
    assertThat(listed.subList(1, listed.size()).stream().map(Pin::root)).isSorted();
  }

  @Test
  void verifyNamesEveryBadBlockOfEachPin() {
    Block whole = stored(1);
    Block there = leaf(100);
    Block broken = node(there, leaf(101), leaf(102));
    put(there, broken);
    add(whole);
    pins.addComplete(broken.cid(), Mode.RECURSIVE, Optional.empty());
    pins.addComplete(leaf(103).cid(), Mode.DIRECT, Optional.empty());
    List<PinCheck> checks = new ArrayList<>();
    pins.verify(checks::add);
    assertThat(checks)
        .containsExactlyInAnyOrder(
            new PinCheck(whole.cid(), List.of()),
            new PinCheck(
                broken.cid(),
                List.of(
                    new PinCheck.Bad(leaf(101).cid(), "not found"),
                    new PinCheck.Bad(leaf(102).cid(), "not found"))));
    assertThat(checks).filteredOn(PinCheck::ok).hasSize(1);
  }

  @Test
  void aReportNamesAThousandBadBlocksAtMost() {
    Block root =
        node(
            IntStream.range(0, PinCheck.MAX_BAD + 1)
                .mapToObj(PinsTest::leaf)
                .toArray(Block[]::new));
    put(root);
    pins.addComplete(root.cid(), Mode.RECURSIVE, Optional.empty());
    pins.verify(check -> assertThat(check.bad()).hasSize(PinCheck.MAX_BAD));
  }

  @Test
  void collectionKeepsWhatIsPinnedAndNothingElse() {
    Block kept = stored(1);
    Block direct = stored(2);
    Block garbage = stored(3);
    add(kept);
    pins.add(direct.cid(), Mode.DIRECT, Optional.empty());
    repository.gc(removed -> {});
    assertThat(Stream.of(kept, leaf(2), leaf(3), direct))
        .allMatch(block -> repository.blockstore().has(block.cid()));
    assertThat(Stream.of(leaf(4), leaf(5), garbage, leaf(6), leaf(7)))
        .noneMatch(block -> repository.blockstore().has(block.cid()));
  }

  @Test
  void aCollectionDuringTheWalkTakesNothingOfWhatIsBeingPinned() {
    Block one = stored(1);
    duringWalk = Optional.of(() -> repository.gc(removed -> {}));
    add(one);
    Block two = stored(2);
    duringWalk = Optional.of(() -> repository.gc(removed -> {}));
    pins.update(one.cid(), two.cid(), false);
    assertThat(duringWalk).isEmpty();
    List<PinCheck> checks = new ArrayList<>();
    pins.verify(checks::add);
    assertThat(checks).hasSize(2).allMatch(PinCheck::ok);
  }

  /// Copies what the disk holds while all is open, as a crash would leave it.
  private Repository crash(String name) throws IOException {
    Path copy = folder.resolve(name);
    try (Stream<Path> walk = Files.walk(home)) {
      walk.forEach(path -> {
        try {
          Files.copy(path, copy.resolve(home.relativize(path)));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
    }
    return Repository.open(copy, options);
  }

  @Test
  void everyChangeSurvivesACrashAsSoonAsItReturns() throws IOException {
    Block one = stored(1);
    Block two = stored(2);
    pins.add(one.cid(), Mode.RECURSIVE, Optional.of("a"));
    try (Repository after = crash("added")) {
      assertThat(after.pins().list()).containsExactly(new Pin(one.cid(), Mode.RECURSIVE, "a"));
    }
    pins.update(one.cid(), two.cid(), true);
    try (Repository after = crash("updated")) {
      assertThat(after.pins().list()).containsExactly(new Pin(two.cid(), Mode.RECURSIVE, "a"));
    }
    pins.remove(two.cid(), Mode.RECURSIVE);
    try (Repository after = crash("removed")) {
      assertThat(after.pins().list()).isEmpty();
    }
  }

  /// The order of an import is: put, commit, pin, close.
  @Test
  void aCrashBetweenCommitAndPinLeavesGarbageAndNoPin() throws IOException {
    Block leaf = leaf(1);
    Block root = node(leaf);
    try (var writer = repository.blockstore().writer()) {
      writer.put(leaf);
      writer.put(root);
      writer.commit();
      repository.gc(removed -> {});
      assertThat(repository.blockstore().has(root.cid())).as("protected by its writer").isTrue();
      try (Repository after = crash("before the pin")) {
        assertThat(after.pins().list()).isEmpty();
        assertThat(after.blockstore().has(root.cid())).isTrue();
        after.gc(removed -> {});
        assertThat(after.blockstore().has(root.cid())).isFalse();
      }
      pins.addComplete(root.cid(), Mode.RECURSIVE, Optional.empty());
      try (Repository after = crash("behind the pin")) {
        after.gc(removed -> {});
        after.pins().verify(check -> assertThat(check.bad()).isEmpty());
        assertThat(after.blockstore().has(leaf.cid())).isTrue();
      }
    }
    repository.gc(removed -> {});
    assertThat(repository.blockstore().has(leaf.cid())).isTrue();
  }

  @Test
  void whatIsPinnedWhileCollectionsRunStaysWhole() throws Exception {
    int trees = 40;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> pinning = new ArrayList<>();
      for (int worker = 0; worker < 3; worker++) {
        int first = 1000 * (worker + 1);
        pinning.add(
            threads.submit(() -> IntStream.range(first, first + trees).forEach(this::pinOrLeave)));
      }
      Callable<Integer> collecting =
          () -> {
            int rounds = 0;
            while (rounds == 0 || !pinning.stream().allMatch(Future::isDone)) {
              repository.gc(removed -> {});
              rounds++;
            }
            return rounds;
          };
      Future<Integer> rounds = threads.submit(collecting);
      for (Future<?> done : pinning) {
        done.get();
      }
      assertThat(rounds.get()).isPositive();
    }
    assertThat(pins.list()).hasSize(3 * trees / 2);
    pins.verify(check -> assertThat(check.bad()).isEmpty());
    repository.gc(removed -> {});
    pins.verify(check -> assertThat(check.bad()).isEmpty());
    assertThat(repository.blockstore().stats().blocks()).isEqualTo(3L * 3 * trees / 2);
  }

  /// Puts a tree and pins it, or leaves it as garbage where the number is odd.
  private void pinOrLeave(int number) {
    Block a = leaf(2 * number);
    Block b = leaf(2 * number + 1);
    Block root = node(a, b);
    try (var writer = repository.blockstore().writer()) {
      List.of(a, b, root).forEach(writer::put);
      writer.commit();
      if (number % 2 == 0) {
        pins.addComplete(root.cid(), Mode.RECURSIVE, Optional.empty());
      }
    }
  }

  @Test
  void agreesWithAMapHoweverPinsAreChanged() {
    List<Block> roots = IntStream.range(0, 6).mapToObj(this::stored).toList();
    Map<Cid, Pin> model = new HashMap<>();
    Property.check(
        40,
        random -> {
          for (int step = 0; step < 5; step++) {
            change(random, roots, model);
          }
          assertThat(pins.list()).containsExactlyInAnyOrderElementsOf(model.values());
        });
  }

  private void change(Random random, List<Block> roots, Map<Cid, Pin> model) {
    Cid cid = roots.get(random.nextInt(roots.size())).cid();
    Cid other = roots.get(random.nextInt(roots.size())).cid();
    Mode mode = random.nextBoolean() ? Mode.RECURSIVE : Mode.DIRECT;
    Optional<Pin> now = Optional.ofNullable(model.get(cid));
    boolean recursive = now.filter(pin -> pin.mode() == Mode.RECURSIVE).isPresent();
    switch (random.nextInt(3)) {
      case 0 -> {
        String name = "n" + random.nextInt(3);
        either(
            mode == Mode.RECURSIVE || !recursive,
            () -> pins.add(cid, mode, Optional.of(name)),
            () -> model.put(cid, new Pin(cid, mode, name)));
      }
      case 1 ->
          either(
              now.isPresent() && (mode == Mode.RECURSIVE || !recursive),
              () -> pins.remove(cid, mode),
              () -> model.remove(cid));
      default -> {
        boolean unpin = random.nextBoolean();
        boolean there = model.containsKey(other) && model.get(other).mode() == Mode.RECURSIVE;
        either(
            recursive && (cid.equals(other) || !there),
            () -> pins.update(cid, other, unpin),
            () -> {
              if (unpin) {
                model.remove(cid);
              }
              model.put(other, new Pin(other, Mode.RECURSIVE, now.orElseThrow().name()));
            });
      }
    }
  }

  private static void either(boolean allowed, Runnable change, Runnable model) {
    if (allowed) {
      change.run();
      model.run();
    } else {
      assertThatThrownBy(change::run).isInstanceOf(PinRefused.class);
    }
  }
}
