package network.cairn.deals.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import network.cairn.base.time.RealScheduler;
import network.cairn.base.time.Scheduler;
import network.cairn.deals.piece.NotCanonicalPiece;
import network.cairn.deals.piece.TestRoom;
import network.cairn.deals.provider.prover.PieceHasher;
import network.cairn.ipld.car.CarWriter;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagcbor.DagCbor;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.dag.Links;
import network.cairn.ipld.model.Node;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.ledger.proof.CommP;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.types.Amount;
import network.cairn.store.hash.Hashes;
import network.cairn.store.repo.RepoOptions;
import network.cairn.store.repo.Repository;
import network.cairn.testing.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class TransferTest {
  @TempDir private Path home;
  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private final AtomicLong pulled = new AtomicLong();
  private Repository repo;
  private PieceFiles files;
  private byte[] bytes;
  private Cid root;
  private PieceCid piece;

  @BeforeEach
  void open() throws IOException {
    Repository.init(home);
    repo =
        Repository.open(
            home, RepoOptions.defaults("test", Links::of, new Hashes()).withDiskReserve(0));
    files = new PieceFiles(home, repo.blockstore(), new PieceHasher(threads, 2));
    List<Block> leaves = new ArrayList<>();
    Random random = new Random(5);
    for (int i = 0; i < 20; i++) {
      leaves.add(block(Multicodec.RAW, Property.bytes(random, 30_000)));
    }
    Block top =
        block(
            Multicodec.DAG_CBOR,
            DagCbor.encode(Node.of(leaves.stream().map(leaf -> Node.of(leaf.cid())).toList())));
    root = top.cid();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CarWriter car = new CarWriter(out, List.of(root));
    car.write(top);
    for (Block leaf : leaves) {
      car.write(leaf);
    }
    bytes = out.toByteArray();
    CommP commP = new CommP();
    commP.update(bytes, 0, bytes.length);
    piece = commP.finish();
  }

  private static Block block(long codec, byte[] content) {
    return Block.of(Cid.v1(codec, Multihash.sha256(content)), content);
  }

  @AfterEach
  void close() {
    repo.close();
    threads.close();
  }

  /// Time passes only while somebody waits.
  private static final class JumpingScheduler implements Scheduler {
    private final Scheduler real = new RealScheduler();
    private final AtomicLong now = new AtomicLong();

    @Override
    public long nanoTime() {
      return now.get();
    }

    @Override
    public long epochMillis() {
      return now.get() / 1_000_000;
    }

    @Override
    public Task start(String name, Runnable body) {
      return real.start(name, body);
    }

    @Override
    public Monitor monitor() {
      Monitor monitor = real.monitor();
      return new Monitor() {
        @Override
        public void lock() {
          monitor.lock();
        }

        @Override
        public void unlock() {
          monitor.unlock();
        }

        @Override
        public boolean await(long deadlineNanos) {
          now.set(deadlineNanos);
          return false;
        }

        @Override
        public void signalAll() {
          monitor.signalAll();
        }
      };
    }
  }

  private Transfer transfer(PieceSource source) {
    return transfer(piece, source);
  }

  private Transfer transfer(PieceCid expected, PieceSource source) {
    ProviderMetrics metrics =
        new ProviderMetrics() {
          @Override
          public void count(Count what, long by) {
            if (what == Count.BYTES_PULLED) {
              pulled.addAndGet(by);
            }
          }

          @Override
          public void level(Level what, long now) {}

          @Override
          public void amount(Money what, Amount now) {}
        };
    Transfer.Tools tools =
        new Transfer.Tools(
            new JumpingScheduler(),
            new Hashes(),
            files,
            files.walkMemory(TestRoom.unlimited()),
            metrics);
    return new Transfer(tools, "key", root, expected, source, _ -> {});
  }

  private InputStream from(long offset) {
    return new ByteArrayInputStream(bytes, (int) offset, bytes.length - (int) offset);
  }

  @Test
  void givesUpAMinuteAfterTheLastByteAndGoesOnWhereItStopped() throws Exception {
    Transfer first =
        transfer(offset -> {
          if (offset > 0) {
            throw new IOException("the peer is gone");
          }
          return new ByteArrayInputStream(bytes, 0, 100_000);
        });
    assertThatThrownBy(first::run)
        .isInstanceOf(PieceSource.GivenUp.class)
        .hasMessageContaining("too slow at byte 100000")
        .hasMessageContaining("the peer is gone");
    assertThat(files.part("key")).hasSize(100_000);
    assertThat(files.has(piece)).isFalse();
    Transfer second = transfer(this::from);
    second.run();
    assertThat(files.has(piece)).isTrue();
    assertThat(pulled).hasValue(bytes.length);
    assertThat(Files.exists(files.part("key"))).isFalse();
    assertThat(repo.blockstore().has(root)).isTrue();
    assertThat(files.prove(piece, new long[] {0, 5})).isNotEmpty();
  }

  @Test
  void survivesASourceThatBreaksAllTheTime() throws Exception {
    transfer(offset ->
            new ByteArrayInputStream(
                bytes, (int) offset, Math.min(10_000, bytes.length - (int) offset)))
        .run();
    assertThat(files.has(piece)).isTrue();
    assertThat(pulled).hasValue(bytes.length);
  }

  @Test
  void deletesBytesThatAreNotThePiece() {
    byte[] wrong = bytes.clone();
    wrong[wrong.length - 1]++;
    assertThatThrownBy(() ->
            transfer(offset ->
                    new ByteArrayInputStream(wrong, (int) offset, wrong.length - (int) offset))
                .run())
        .isInstanceOf(NotCanonicalPiece.class);
    assertThat(Files.exists(files.part("key"))).isFalse();
  }

  @Test
  void deletesAPieceWhoseCommitmentIsAnother() {
    CommP commP = new CommP();
    commP.update(Arrays.copyOf(bytes, bytes.length - 1), 0, bytes.length - 1);
    commP.update(new byte[1], 0, 1);
    PieceCid lie = commP.finish();
    assertThatThrownBy(() -> transfer(lie, this::from).run())
        .isInstanceOf(NotCanonicalPiece.class)
        .hasMessageContaining("commit to " + piece);
    assertThat(Files.exists(files.part("key"))).isFalse();
    assertThat(files.has(lie)).isFalse();
  }

  @Test
  void stopsWhenToldTo() {
    Transfer transfer =
        transfer(_ -> {
          throw new IOException("not now");
        });
    transfer.stop();
    assertThatThrownBy(transfer::run).isInstanceOf(InterruptedException.class);
    assertThat(Duration.ofNanos(transfer.bytes())).isZero();
  }

  @Test
  void rebuildsADamagedTreeBeforeItProves() throws Exception {
    transfer(this::from).run();
    Path tree = home.resolve("trees").resolve(piece + ".tree");
    byte[] damaged = Files.readAllBytes(tree);
    damaged[damaged.length / 2]++;
    Files.write(tree, damaged);
    assertThat(files.prove(piece, new long[] {1, 2, 3})).isNotEmpty();
    Files.delete(tree);
    assertThat(files.prove(piece, new long[] {1, 2, 3})).isNotEmpty();
  }
}
