package network.cairn.deals.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.deals.piece.TestRoom;
import network.cairn.deals.provider.prover.PieceHasher;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagpb.PbLink;
import network.cairn.ipld.codec.dagpb.PbNode;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.testing.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
final class PiecesTest {
  private static final PeerId PROVIDER = peer(1);
  private static final PeerId STRANGER = peer(2);

  @TempDir private Path directory;
  private final Random random = new Random(6);
  private final Map<Cid, Block> stored = new ConcurrentHashMap<>();
  private final Map<Cid, CountDownLatch> gates = new ConcurrentHashMap<>();
  private final CountDownLatch atGate = new CountDownLatch(1);
  private final AtomicInteger reads = new AtomicInteger();
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
  private Pieces pieces;

  @BeforeEach
  void open() throws IOException {
    pieces =
        new Pieces(directory, this::read, new PieceHasher(Runnable::run, 1), TestRoom.unlimited());
  }

  @AfterEach
  void close() {
    gates.values().forEach(CountDownLatch::countDown);
    callers.close();
    pieces.close();
  }

  private static PeerId peer(int seed) {
    return PeerId.of(PrivateKey.generate(KeyType.ED25519, new Random(seed)).publicKey());
  }

  private Optional<Block> read(Cid cid) {
    reads.incrementAndGet();
    CountDownLatch gate = gates.get(cid);
    if (gate != null) {
      atGate.countDown();
      try {
        gate.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return Optional.ofNullable(stored.get(cid));
  }

  /// A root with four leaves.
  private Cid dag() {
    List<PbLink> links = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      byte[] leaf = Property.bytes(random, 100);
      links.add(new PbLink(keep(Multicodec.RAW, leaf), "", leaf.length));
    }
    return keep(Multicodec.DAG_PB, PbNode.of(links, new byte[0]).encode());
  }

  private Cid keep(long codec, byte[] bytes) {
    Cid cid = Cid.v1(codec, Multihash.sha256(bytes));
    stored.put(cid, Block.of(cid, bytes));
    return cid;
  }

  /// A root whose reading stands still at its root.
  private Cid standing() {
    Cid root = dag();
    gates.put(root, new CountDownLatch(1));
    return root;
  }

  private void letGo(Cid standing) {
    Optional.ofNullable(gates.get(standing)).orElseThrow().countDown();
  }

  private List<Path> indexes() throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.heads")) {
      files.forEach(found::add);
    }
    return found;
  }

  @Test
  void servesAFillWhileAnotherPieceIsMade() throws Exception {
    PieceCid served = pieces.of(dag());
    pieces.grant(served, PROVIDER);
    Cid slow = standing();
    Future<PieceCid> making = callers.submit(() -> pieces.of(slow));
    atGate.await();

    assertThat(pieces.open(PROVIDER, served)).isPresent();
    assertThat(pieces.of(dag())).isNotEqualTo(served);
    pieces.revoke(served, PROVIDER);
    assertThat(pieces.open(PROVIDER, served)).isEmpty();
    assertThat(making.isDone()).isFalse();

    letGo(slow);
    assertThat(making.get()).isEqualTo(pieces.of(slow));
  }

  @Test
  void readsADagOnceForAllWhoAsk() throws Exception {
    Cid root = standing();
    Callable<PieceCid> ask = () -> pieces.of(root);
    Future<PieceCid> first = callers.submit(ask);
    atGate.await();
    List<Future<PieceCid>> more = List.of(callers.submit(ask), callers.submit(ask));
    letGo(root);
    for (Future<PieceCid> other : more) {
      assertThat(other.get()).isEqualTo(first.get());
    }
    assertThat(reads).hasValue(5);
    assertThat(indexes()).hasSize(1);
  }

  @Test
  void aReadingThatFailsIsTriedAgain() {
    Cid root = dag();
    Block gone = stored.remove(root);
    assertThatThrownBy(() -> pieces.of(root))
        .isInstanceOfSatisfying(
            MarketFailure.class,
            e -> assertThat(e.code()).isEqualTo(MarketFailure.Code.BLOCKS_MISSING));
    stored.put(root, gone);
    assertThat(pieces.of(root)).isNotNull();
  }

  @Test
  void anErrorOfTheMachineReachesWhoeverAskedAsItIs() throws IOException {
    Pieces failing =
        new Pieces(
            directory,
            _ -> {
              throw new OutOfMemoryError("a heap that is full");
            },
            new PieceHasher(Runnable::run, 1),
            TestRoom.unlimited());
    assertThatThrownBy(() -> failing.of(dag())).isInstanceOf(OutOfMemoryError.class);
    failing.close();
  }

  @Test
  void servesGrantsOnlyAsOftenAsGiven() {
    PieceCid piece = pieces.of(dag());
    pieces.grant(piece, PROVIDER);
    pieces.grant(piece, PROVIDER);
    assertThat(pieces.open(STRANGER, piece)).isEmpty();
    pieces.revoke(piece, PROVIDER);
    assertThat(pieces.open(PROVIDER, piece)).isPresent();
    pieces.revoke(piece, PROVIDER);
    assertThat(pieces.open(PROVIDER, piece)).isEmpty();
    pieces.revoke(piece, PROVIDER);
    assertThat(pieces.open(PROVIDER, piece)).isEmpty();
  }

  @Test
  void forgetsIdlePiecesAndKeepsGrantedOnes() throws Exception {
    Cid kept = dag();
    PieceCid granted = pieces.of(kept);
    pieces.grant(granted, PROVIDER);
    for (int i = 0; i < 40; i++) {
      pieces.of(dag());
    }
    assertThat(indexes()).hasSize(17);
    assertThat(pieces.open(PROVIDER, granted)).isPresent();
  }

  @Test
  void deletesAtItsStartWhatACrashLeftOfIndexesAndWalks() throws IOException {
    for (String left : List.of("7.heads", "walk-1.spill", "walk-12.spill", "note.txt")) {
      Files.write(directory.resolve(left), new byte[10]);
    }
    new Pieces(directory, this::read, new PieceHasher(Runnable::run, 1), TestRoom.unlimited())
        .close();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      assertThat(files).extracting(Path::getFileName).containsExactly(Path.of("note.txt"));
    }
  }

  @Test
  void takesNoMoreOfTheDiskForAnIndexThanThereIs() throws IOException {
    Pieces narrow =
        new Pieces(directory, this::read, new PieceHasher(Runnable::run, 1), new TestRoom(120));
    Cid root = dag();
    assertThatThrownBy(() -> narrow.of(root)).isInstanceOf(TestRoom.Full.class);
    assertThat(indexes()).isEmpty();
    narrow.close();
  }

  @Test
  void leavesNothingOfAPieceThatIsMadeWhileTheMarketCloses() throws Exception {
    Cid root = standing();
    Future<PieceCid> making = callers.submit(() -> pieces.of(root));
    atGate.await();
    pieces.close();
    letGo(root);
    assertThatThrownBy(making::get).hasMessageContaining("the market was closed");
    assertThat(indexes()).isEmpty();
  }
}
