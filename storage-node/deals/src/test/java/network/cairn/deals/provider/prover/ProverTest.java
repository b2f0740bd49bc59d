package network.cairn.deals.provider.prover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import network.cairn.deals.provider.prover.PieceHasherTest.MemoryPiece;
import network.cairn.ledger.proof.Challenges;
import network.cairn.ledger.proof.Multiproof;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.proof.Subtree;
import network.cairn.testing.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProverTest {
  private static final int SUBTREE = 256 << 10;
  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  @TempDir private Path directory;
  private Prover prover;

  @BeforeEach
  void openProver() throws IOException {
    prover = Prover.open(directory, new PieceHasher(threads, 2));
  }

  @AfterEach
  void stopThreads() {
    threads.close();
  }

  private static long[] challenges(Random random, PieceCid piece, int count) {
    return Challenges.indices(Property.bytes(random, 32), 1, 1, piece.leafCount(), count);
  }

  private static boolean accepted(PieceCid piece, long[] indices, byte[] proof) {
    return Multiproof.verify(piece, indices, ByteBuffer.wrap(proof));
  }

  private Path treeFile(PieceCid piece) {
    return directory.resolve(piece + ".tree");
  }

  @Test
  void provesWhatTheLedgerAccepts() {
    Property.check(
        40,
        random -> {
          MemoryPiece bytes =
              new MemoryPiece(
                  Property.bytes(random, 1 + random.nextInt(1 << random.nextInt(1, 22))));
          PieceCid piece = prover.commit(bytes, bytes.payload().length);
          long[] indices = challenges(random, piece, random.nextBoolean() ? 8 : Challenges.HARD);
          assertThat(accepted(piece, indices, prover.prove(piece, bytes, indices))).isTrue();
        });
  }

  @Test
  void provesEveryLeafOfASmallPieceAndEverySubtreeOfALargeOne() throws IOException {
    Random random = new Random(1);
    for (int size :
        new int[] {1, 31, 126, 127, 128, 255, 1000, Subtree.RAW_BYTES, 5 * Subtree.RAW_BYTES + 1}) {
      MemoryPiece bytes = new MemoryPiece(Property.bytes(random, size));
      PieceCid piece = prover.commit(bytes, size);
      long step = Math.max(1, piece.leafCount() / 40);
      for (long leaf = 0; leaf < piece.leafCount(); leaf += step) {
        long[] indices = {leaf, piece.leafCount() - 1};
        assertThat(accepted(piece, indices, prover.prove(piece, bytes, indices))).isTrue();
      }
    }
  }

  @Test
  void provesFromAFileWhoseTreeAStreamKept() throws IOException {
    byte[] payload = Property.bytes(new Random(2), 3_000_000);
    Path file = Files.write(directory.resolve("piece"), payload);
    PieceStream stream = new PieceHasher(threads, 2).stream();
    stream.write(payload);
    PieceCid piece = prover.keep(stream.finish());
    long[] indices = challenges(new Random(3), piece, 8);
    try (FileChannel channel = FileChannel.open(file)) {
      assertThat(accepted(piece, indices, prover.prove(piece, channel::read, indices))).isTrue();
    }
  }

  @Test
  void readsAtMost256KiBPerChallenge() {
    Property.check(
        15,
        random -> {
          MemoryPiece bytes =
              new MemoryPiece(Property.bytes(random, 4_000_000 + random.nextInt(4_000_000)));
          PieceCid piece = prover.commit(bytes, bytes.payload().length);
          AtomicLong read = new AtomicLong();
          PieceReader counting =
              (into, position) -> {
                int length = bytes.read(into, position);
                read.addAndGet(Math.max(0, length));
                return length;
              };
          int k = 1 + random.nextInt(8);
          prover.prove(piece, counting, challenges(random, piece, k));
          long treeBytes = 24 + (long) k * 32 * (piece.height() - Subtree.HEIGHT + 1);
          assertThat(read.get()).isPositive();
          assertThat(read.get() + treeBytes).isLessThanOrEqualTo((long) k * SUBTREE);
        });
  }

  @Test
  void readsAChallengedSubtreeOnce() throws IOException {
    MemoryPiece bytes = new MemoryPiece(Property.bytes(new Random(4), 2_000_000));
    PieceCid piece = prover.commit(bytes, 2_000_000);
    AtomicLong reads = new AtomicLong();
    PieceReader counting =
        (into, position) -> {
          reads.incrementAndGet();
          return bytes.read(into, position);
        };
    prover.prove(piece, counting, new long[] {8192, 8193, 9000, 16383});
    assertThat(reads.get()).isEqualTo(1);
  }

  @Test
  void namesDamageToAChallengedPartOfThePiece() {
    Property.check(
        30,
        random -> {
          byte[] payload = Property.bytes(random, 1 + random.nextInt(1_500_000));
          PieceCid piece = prover.commit(new MemoryPiece(payload), payload.length);
          int damaged = random.nextInt(payload.length);
          payload[damaged] ^= (byte) (1 << random.nextInt(8));
          long leaf = Math.min(damaged * 4L / 127, piece.leafCount() - 1);
          assertThatThrownBy(() -> prover.prove(piece, new MemoryPiece(payload), new long[] {leaf}))
              .isInstanceOfSatisfying(
                  CorruptPiece.class, e -> assertThat(e.piece()).isEqualTo(piece))
              .hasMessageContaining("from byte " + damaged / Subtree.RAW_BYTES * Subtree.RAW_BYTES);
        });
  }

  @Test
  void namesAPieceThatEndsEarly() throws IOException {
    byte[] payload = Property.bytes(new Random(5), 600_000);
    PieceCid piece = prover.commit(new MemoryPiece(payload), payload.length);
    MemoryPiece cut = new MemoryPiece(Arrays.copyOf(payload, 599_999));
    long[] last = {piece.leafCount() - 1};
    assertThatThrownBy(() -> prover.prove(piece, cut, last)).isInstanceOf(CorruptPiece.class);
    assertThatThrownBy(() -> prover.rebuild(piece, cut)).isInstanceOf(CorruptPiece.class);
    assertThat(accepted(piece, new long[] {0}, prover.prove(piece, cut, new long[] {0}))).isTrue();
  }

  @Test
  void neverBlamesThePieceNorSendsABadProofWhenTheTreeFileIsDamaged() throws IOException {
    byte[] payload = Property.bytes(new Random(6), 5 * Subtree.RAW_BYTES);
    MemoryPiece bytes = new MemoryPiece(payload);
    PieceCid piece = prover.commit(bytes, payload.length);
    byte[] good = Files.readAllBytes(treeFile(piece));
    long[] indices = {0, 20_000};
    int refused = 0;
    for (int at = 0; at < good.length; at++) {
      byte[] bad = good.clone();
      bad[at] ^= (byte) (1 << at % 8);
      Files.write(treeFile(piece), bad);
      try {
        assertThat(accepted(piece, indices, prover.prove(piece, bytes, indices))).isTrue();
      } catch (UnusableCache e) {
        assertThat(e.piece()).isEqualTo(piece);
        refused++;
      }
    }
    assertThat(refused).isBetween(24 + 4 * 32, good.length - 1);
  }

  @Test
  void namesAMissingShortOrForeignTreeFileAndRebuildsIt() throws IOException {
    MemoryPiece bytes = new MemoryPiece(Property.bytes(new Random(7), 700_000));
    PieceCid piece = prover.commit(bytes, 700_000);
    byte[] good = Files.readAllBytes(treeFile(piece));
    byte[] longer = Arrays.copyOf(good, good.length + 1);
    for (byte[] bad : new byte[][] {new byte[0], Arrays.copyOf(good, good.length - 1), longer}) {
      Files.write(treeFile(piece), bad);
      assertThatThrownBy(() -> prover.prove(piece, bytes, new long[] {1}))
          .isInstanceOf(UnusableCache.class);
    }
    prover.forget(piece);
    prover.forget(piece);
    assertThatThrownBy(() -> prover.prove(piece, bytes, new long[] {1}))
        .isInstanceOf(UnusableCache.class)
        .hasMessageContaining("missing");
    prover.rebuild(piece, bytes);
    assertThat(treeFile(piece)).hasBinaryContent(good);
    assertThat(accepted(piece, new long[] {1}, prover.prove(piece, bytes, new long[] {1})))
        .isTrue();
  }

  @Test
  void rebuildsNothingFromOtherBytes() throws IOException {
    byte[] payload = Property.bytes(new Random(8), 700_000);
    PieceCid piece = prover.commit(new MemoryPiece(payload), payload.length);
    prover.forget(piece);
    payload[5]++;
    assertThatThrownBy(() -> prover.rebuild(piece, new MemoryPiece(payload)))
        .isInstanceOf(CorruptPiece.class);
    assertThat(treeFile(piece)).doesNotExist();
  }

  @Test
  void leavesNoFileOfASmallPieceNorAnyUnfinishedOne() throws IOException {
    prover.commit(new MemoryPiece(new byte[Subtree.RAW_BYTES]), Subtree.RAW_BYTES);
    assertThat(directory).isEmptyDirectory();
    PieceCid piece =
        prover.commit(new MemoryPiece(new byte[Subtree.RAW_BYTES + 1]), Subtree.RAW_BYTES + 1);
    assertThat(directory).isDirectoryContaining("glob:**.tree");
    assertThat(treeFile(piece)).hasSize(24 + 96);
    try (var files = Files.list(directory)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void opensAfterACrashWithoutWhatWasUnfinished() throws IOException {
    MemoryPiece bytes = new MemoryPiece(Property.bytes(new Random(10), 300_000));
    PieceCid piece = prover.commit(bytes, 300_000);
    Files.write(directory.resolve("123.tree.new"), new byte[10]);
    Prover again = Prover.open(directory, new PieceHasher(threads, 1));
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(treeFile(piece));
    }
    assertThat(accepted(piece, new long[] {9000}, again.prove(piece, bytes, new long[] {9000})))
        .isTrue();
  }

  @Test
  void refusesLeavesOverPaddingAndNamesThatAreNotCanonical() throws IOException {
    MemoryPiece bytes = new MemoryPiece(new byte[130]);
    PieceCid piece = prover.commit(bytes, 130);
    assertThatThrownBy(() -> prover.prove(piece, bytes, new long[] {5}))
        .isInstanceOf(IllegalArgumentException.class);
    PieceCid taller = PieceCid.decode(tallerName(piece));
    assertThatThrownBy(() -> prover.prove(taller, bytes, new long[] {0}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /// The same raw size under a tree of height 4: padding 508 − 130 = 378.
  private static byte[] tallerName(PieceCid piece) {
    byte[] name = ByteBuffer.allocate(40).put(new byte[] {1, 0x55, (byte) 0x91, 0x20, 35}).array();
    name[5] = (byte) 0xfa;
    name[6] = 2;
    name[7] = 4;
    System.arraycopy(piece.root(), 0, name, 8, 32);
    return name;
  }

  @Test
  void provesManyPiecesAtOnce() throws Exception {
    MemoryPiece bytes = new MemoryPiece(Property.bytes(new Random(9), 2_500_000));
    PieceCid piece = prover.commit(bytes, 2_500_000);
    try (ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
      var proofs = new java.util.ArrayList<Future<Boolean>>();
      for (int i = 0; i < 12; i++) {
        long[] indices = challenges(new Random(i), piece, 4);
        proofs.add(
            askers.submit(() -> accepted(piece, indices, prover.prove(piece, bytes, indices))));
      }
      for (Future<Boolean> proof : proofs) {
        assertThat(proof.get()).isTrue();
      }
    }
  }
}
