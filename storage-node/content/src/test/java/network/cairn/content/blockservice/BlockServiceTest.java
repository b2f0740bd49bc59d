package network.cairn.content.blockservice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import network.cairn.base.time.Deadline;
import network.cairn.base.time.RealScheduler;
import network.cairn.base.time.SimScheduler;
import network.cairn.content.exchange.Exchange;
import network.cairn.content.exchange.ExchangeSession;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagpb.PbLink;
import network.cairn.ipld.codec.dagpb.PbNode;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.dag.HashMismatch;
import network.cairn.ipld.dag.Links;
import network.cairn.ipld.multibase.Multibase;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.ipld.multihash.UnsupportedHash;
import network.cairn.store.blockstore.Blockstore;
import network.cairn.store.hash.Hashes;
import network.cairn.store.repo.QuotaExceeded;
import network.cairn.store.repo.RepoOptions;
import network.cairn.store.repo.Repository;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockServiceTest {
  private static final Duration SHORT = Duration.ofSeconds(5);
  @TempDir Path home;
  private Repository repository;
  private BlockService service;
  private final Peer peer = new Peer();

  /// One peer that has blocks, counts sessions and wants, and may lie.
  private static final class Peer implements Exchange, ExchangeSession {
    final Map<Cid, Block> blocks = new ConcurrentHashMap<>();
    final Map<Cid, Integer> wants = new ConcurrentHashMap<>();
    final Set<Cid> announced = ConcurrentHashMap.newKeySet();
    int sessions;
    int closed;

    @Override
    public ExchangeSession session(Cid root) {
      sessions++;
      return this;
    }

    @Override
    public Optional<Block> get(Cid cid, Duration timeout, BooleanSupplier over) {
      wants.merge(cid, 1, Integer::sum);
      return Optional.ofNullable(blocks.get(cid));
    }

    @Override
    public void prefetch(Collection<Cid> cids) {
      announced.addAll(cids);
    }

    @Override
    public void close() {
      closed++;
    }

    Cid has(long codec, byte[] bytes) {
      Cid cid = Cid.v1(codec, Multihash.sha256(bytes));
      blocks.put(cid, Block.of(cid, bytes));
      return cid;
    }
  }

  @BeforeEach
  void open() throws IOException {
    Repository.init(home.resolve("repo"));
    repository =
        Repository.open(
            home.resolve("repo"),
            RepoOptions.defaults("test", Links::of, new Hashes()).withDiskReserve(0));
    service = new BlockService(repository.blockstore(), peer, new Hashes(), new RealScheduler());
  }

  @AfterEach
  void close() {
    repository.close();
  }

  @Test
  void saysWhetherAnybodyWasAsked() {
    Cid absent = Cid.v1(Multicodec.RAW, Multihash.sha256(new byte[] {1, 2, 3}));
    assertThatThrownBy(() -> service.get(absent, SHORT))
        .isInstanceOf(BlockNotFound.class)
        .hasMessageEndingWith("nobody gave it within 5 s");
    BlockService alone =
        new BlockService(
            repository.blockstore(), Exchange.offline(), new Hashes(), new RealScheduler());
    assertThatThrownBy(() -> alone.get(absent, SHORT))
        .isInstanceOf(BlockNotFound.class)
        .hasMessageStartingWith("block was not found locally (offline): ipld: could not find ");
  }

  /// A gateway goes on giving what others have when its own store is full.
  @Test
  void handsOverWhatThereIsNoRoomForToThoseWhoOnlyPassItOn() throws IOException {
    Repository.init(home.resolve("full"));
    RepoOptions small =
        RepoOptions.defaults("test", Links::of, new Hashes())
            .withDiskReserve(0)
            .withStorageMax(50_000);
    try (Repository full = Repository.open(home.resolve("full"), small)) {
      BlockService services =
          new BlockService(full.blockstore(), peer, new Hashes(), new RealScheduler());
      byte[] bytes = new byte[60_000];
      Cid cid = peer.has(Multicodec.RAW, bytes);
      try (BlockSession keeping = services.session(cid, SHORT)) {
        assertThatThrownBy(() -> keeping.get(cid)).isInstanceOf(QuotaExceeded.class);
      }
      try (BlockSession passing = services.session(cid, SHORT).sharing()) {
        assertThat(passing.get(cid).bytes()).isEqualTo(bytes);
      }
      assertThat(full.blockstore().has(cid)).isFalse();
    }
  }

  @Test
  void asksNobodyForWhatIsHere() {
    byte[] bytes = {1};
    Block block = Block.of(Cid.v1(Multicodec.RAW, Multihash.sha256(bytes)), bytes);
    service.put(block);
    assertThat(service.get(block.cid(), SHORT).bytes()).isEqualTo(bytes);
    assertThat(peer.sessions).isZero();
  }

  /// A store of one block, which says how it was asked.
  private static Blockstore telling(Block block, List<String> asked) {
    return (Blockstore)
        Proxy.newProxyInstance(
            Blockstore.class.getClassLoader(),
            new Class<?>[] {Blockstore.class},
            (_, method, _) -> {
              asked.add(method.getName());
              return Optional.of(block);
            });
  }

  @Test
  void readsForManyAsTheyShareIt() {
    byte[] bytes = {7};
    Block block = Block.of(Cid.v1(Multicodec.RAW, Multihash.sha256(bytes)), bytes);
    List<String> asked = new ArrayList<>();
    BlockService told =
        new BlockService(telling(block, asked), peer, new Hashes(), new RealScheduler());
    try (BlockSession session = told.session(block.cid(), SHORT)) {
      assertThat(session.get(block.cid())).isEqualTo(block);
      assertThat(session.sharing().get(block.cid())).isEqualTo(block);
    }
    assertThat(asked).containsExactly("get", "getShared");
  }

  @Test
  void keepsWhatItFetchesAndClosesItsSession() {
    Cid cid = peer.has(Multicodec.RAW, new byte[] {2});
    assertThat(service.get(cid, SHORT).bytes()).containsExactly(2);
    assertThat(repository.blockstore().has(cid)).isTrue();
    assertThat(peer.closed).isEqualTo(1);
    service.get(cid, SHORT);
    assertThat(peer.wants).containsEntry(cid, 1);
  }

  @Test
  void answersFetchedBlocksBeforeTheyAreCommitted() {
    Cid cid = peer.has(Multicodec.RAW, new byte[] {3});
    try (BlockSession session = service.session(cid, SHORT)) {
      session.get(cid);
      session.get(cid);
    }
    assertThat(peer.wants).containsEntry(cid, 1);
  }

  @Test
  void refusesBytesThatAreNotTheBlock() {
    Cid cid = Cid.v1(Multicodec.RAW, Multihash.sha256(new byte[] {4}));
    peer.blocks.put(cid, Block.of(cid, new byte[] {5}));
    assertThatThrownBy(() -> service.get(cid, SHORT)).isInstanceOf(HashMismatch.class);
    assertThat(repository.blockstore().has(cid)).isFalse();
  }

  @Test
  void asksNobodyByAWeakHashAndKeepsNothingUnderOne() {
    refusesWeak(Cid.v1(Multicodec.RAW, Multihash.of(Multihash.SHA2_256, new byte[19])));
    refusesWeak(Cid.v1(Multicodec.RAW, Multihash.of(0xb201, new byte[] {1})));
    Cid longIdentity = Cid.v1(Multicodec.RAW, Multihash.of(Multihash.IDENTITY, new byte[129]));
    assertThatThrownBy(() -> service.get(longIdentity, SHORT)).isInstanceOf(UnsupportedHash.class);
    Cid md5 = Cid.v1(Multicodec.RAW, Multihash.of(0xd5, new byte[20]));
    assertThatThrownBy(() -> service.get(md5, SHORT)).isInstanceOf(UnsupportedHash.class);
    assertThat(peer.sessions).isZero();
  }

  @Test
  void refusesKubosInsecureCids() {
    Vectors vectors = Vectors.topic("kubo");
    vectors.single(
        "cid-security",
        2,
        () -> {
          byte[] node =
              securityCase(vectors, "CIQG6PGTD2VV34S33BE4MNCQITBRFYUPYQLDXYARR3DQW37MOT7K5XI");
          refusesWeak(PbNode.decode(node).links().getFirst().cid());
          refusesWeak(Cid.v1(Multicodec.RAW, flatfs("EICEM7ITSI")));
          assertThat(peer.sessions).isZero();
        });
  }

  private void refusesWeak(Cid weak) {
    Block block = Block.of(weak, new byte[] {1});
    peer.blocks.put(weak, block);
    assertThatThrownBy(() -> service.get(weak, SHORT)).isInstanceOf(UnsupportedHash.class);
    assertThatThrownBy(() -> service.put(block))
        .isInstanceOf(UnsupportedHash.class)
        .hasMessageContaining("at least 20 bytes");
  }

  /// A block as Kubo keeps it: its file is named by the multihash in base32, and holds its bytes.
  private static byte[] securityCase(Vectors vectors, String name) {
    byte[] bytes = vectors.bytes("cid-security/" + name + ".data");
    if (flatfs(name).code() == Multihash.SHA2_256) {
      assertThat(Multihash.sha256(bytes)).isEqualTo(flatfs(name));
    }
    return bytes;
  }

  private static Multihash flatfs(String name) {
    return Multihash.decode(Multibase.decodeBase32(name.toLowerCase(Locale.ROOT)));
  }

  @Test
  void saysWhichBlockNobodyHas() {
    Cid cid = Cid.v1(Multicodec.RAW, Multihash.sha256(new byte[] {6}));
    assertThatThrownBy(() -> service.get(cid, SHORT))
        .isInstanceOf(BlockNotFound.class)
        .hasMessageContaining(cid.toString());
  }

  /// Who works for the caller can do so for others meanwhile.
  @Test
  void tellsTheCallerOfEachWaitForOthersAndOfNoneForWhatIsHere() {
    Cid there = Cid.v1(Multicodec.RAW, Multihash.sha256(new byte[] {17}));
    service.put(Block.of(there, new byte[] {17}));
    Cid far = peer.has(Multicodec.RAW, new byte[] {18});
    List<String> heard = new ArrayList<>();
    Deadline deadline =
        Deadline.none()
            .telling(
                new Deadline.Waits() {
                  @Override
                  public void begin() {
                    heard.add("waits");
                  }

                  @Override
                  public void end() {
                    heard.add("works");
                  }
                });
    try (BlockSession session = service.session(there, deadline, SHORT)) {
      session.get(there);
      assertThat(heard).isEmpty();
      session.get(far);
      session.get(far);
      assertThat(heard).containsExactly("waits", "works");
      Cid nowhere = Cid.v1(Multicodec.RAW, Multihash.sha256(new byte[] {19}));
      assertThatThrownBy(() -> session.get(nowhere)).isInstanceOf(BlockNotFound.class);
    }
    assertThat(heard).containsExactly("waits", "works", "waits", "works");
  }

  @Test
  void announcesOnlyWhatIsMissing() {
    Cid there = Cid.v1(Multicodec.RAW, Multihash.sha256(new byte[] {7}));
    Cid missing = Cid.v1(Multicodec.RAW, Multihash.sha256(new byte[] {8}));
    service.put(Block.of(there, new byte[] {7}));
    try (BlockSession session = service.session(there, SHORT)) {
      session.prefetch(List.of(there));
      assertThat(peer.sessions).isZero();
      session.prefetch(List.of(there, missing));
    }
    assertThat(peer.announced).containsExactly(missing);
  }

  @Test
  void announcesNothingAgainThatItHasFetched() {
    Cid cid = peer.has(Multicodec.RAW, new byte[] {9});
    try (BlockSession session = service.session(cid, SHORT)) {
      session.get(cid);
      session.prefetch(List.of(cid));
    }
    assertThat(peer.announced).isEmpty();
  }

  private Cid treeOfPeer(int width, int depth, int salt) {
    if (depth == 0) {
      return peer.has(Multicodec.RAW, new byte[] {(byte) salt, (byte) (salt >> 8)});
    }
    List<PbLink> links = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      links.add(new PbLink(treeOfPeer(width, depth - 1, salt * width + i), "", 1));
    }
    return peer.has(Multicodec.DAG_PB, PbNode.of(links, new byte[0]).encode());
  }

  @Test
  void fetchesEveryBlockOfADagOnce() throws InterruptedException {
    Cid root = treeOfPeer(6, 3, 1);
    Set<Cid> visited = ConcurrentHashMap.newKeySet();
    DagWalk.Totals totals =
        service.fetchAll(root, SHORT, block -> assertThat(visited.add(block.cid())).isTrue());
    assertThat(visited).isEqualTo(peer.blocks.keySet());
    assertThat(totals.blocks()).isEqualTo(peer.blocks.size());
    assertThat(peer.wants.values()).allMatch(times -> times == 1);
    assertThat(peer.blocks.keySet()).allMatch(repository.blockstore()::has);
  }

  @Test
  void endsAWalkAtTheFirstMissingBlock() {
    Cid root = treeOfPeer(4, 3, 1);
    Cid lost =
        peer.blocks.keySet().stream()
            .filter(cid -> cid.codec() == Multicodec.RAW)
            .findFirst()
            .orElseThrow();
    peer.blocks.remove(lost);
    assertThatThrownBy(() -> service.fetchAll(root, SHORT, _ -> {}))
        .isInstanceOf(BlockNotFound.class);
  }

  @Test
  void announcesEveryBlockOfAWideDagOnceAndNotTooFarAhead() throws InterruptedException {
    List<PbLink> links = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      links.add(
          new PbLink(peer.has(Multicodec.RAW, new byte[] {(byte) i, (byte) (i >> 8)}), "", 2));
    }
    Cid root = peer.has(Multicodec.DAG_PB, PbNode.of(links, new byte[0]).encode());
    Set<Cid> leaves = links.stream().map(PbLink::cid).collect(Collectors.toSet());
    for (long seed = 1; seed <= 20; seed++) {
      SimScheduler sim = new SimScheduler(seed);
      Announcing source = new Announcing(peer.blocks, sim);
      DagWalk.Limits limits = new DagWalk.Limits(4, 32, 10, 1000);
      sim.run(() -> new DagWalk(source, sim, limits).walk(root, _ -> {}));
      assertThat(source.announced)
          .as("seed %d", seed)
          .doesNotHaveDuplicates()
          .hasSameElementsAs(leaves);
      assertThat(source.farthest).as("seed %d", seed).isBetween(24, 32);
    }
  }

  /// Answers after a millisecond of a simulation, and counts what was announced and not yet asked
  /// for.
  private static final class Announcing implements BlockSource {
    final List<Cid> announced = new ArrayList<>();
    int farthest;
    private final Map<Cid, Block> blocks;
    private final SimScheduler sim;
    private final Set<Cid> ahead = new HashSet<>();

    Announcing(Map<Cid, Block> blocks, SimScheduler sim) {
      this.blocks = blocks;
      this.sim = sim;
    }

    @Override
    public Block get(Cid cid) {
      ahead.remove(cid);
      try {
        sim.sleep(Duration.ofMillis(1));
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return Optional.ofNullable(blocks.get(cid)).orElseThrow();
    }

    @Override
    public void prefetch(Collection<Cid> cids) {
      announced.addAll(cids);
      ahead.addAll(cids);
      farthest = Math.max(farthest, ahead.size());
    }
  }

  @Test
  void endsAWalkBeyondItsLimits() {
    Cid root = treeOfPeer(4, 3, 1);
    for (DagWalk.Limits limits :
        List.of(new DagWalk.Limits(3, 8, 2, 1000), new DagWalk.Limits(3, 8, 100, 10))) {
      DagWalk walk = new DagWalk(service.session(root, SHORT), new RealScheduler(), limits);
      assertThatThrownBy(() -> walk.walk(root, _ -> {}))
          .as(limits.toString())
          .isInstanceOf(DagTooLarge.class);
    }
  }
}
