package network.cairn.deals.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import network.cairn.deals.piece.PieceBytes;
import network.cairn.deals.provider.prover.CorruptPiece;
import network.cairn.ledger.api.Assumed;
import network.cairn.ledger.api.Proved;
import network.cairn.ledger.proof.Multiproof;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PieceFilesTest {
  private static final Proved<Release> RELEASED = Assumed.proved(1, new Release("a test says so"));

  @TempDir private Path home;
  private TestProvider provider;
  private PieceFiles files;
  private TestPiece small;
  private TestPiece large;

  @BeforeEach
  void open() throws Exception {
    provider = TestProvider.of(home, new TestLedger("client", "p1"), "p1");
    files = provider.files;
    small = TestPiece.of(1, 1_000);
    large = TestPiece.of(2, 300_000);
  }

  @AfterEach
  void close() {
    provider.close();
  }

  private Path tree(TestPiece piece) {
    return provider.home.resolve("trees").resolve(piece.cid() + ".tree");
  }

  private void requireProven(TestPiece piece) throws Exception {
    long[] indices = {0, piece.cid().leafCount() - 1};
    byte[] proof = files.prove(piece.cid(), indices);
    assertThat(Multiproof.verify(piece.cid(), indices, ByteBuffer.wrap(proof))).isTrue();
  }

  @Test
  void takeAPartOverAsAPieceThatIsServedAndProven() throws Exception {
    assertThat(files.has(large.cid())).isFalse();
    assertThat(files.bytes(large.cid())).isEmpty();
    provider.store(large);
    assertThat(files.has(large.cid())).isTrue();
    assertThat(Files.exists(files.part("stored"))).isFalse();
    assertThat(provider.repo.blockstore().has(large.root())).isTrue();
    assertThat(Files.readAllBytes(provider.file(large.cid()))).isEqualTo(large.car());
    assertThat(provider.file(large.cid()).getFileName()).hasToString(large.cid() + ".car");
    requireProven(large);
  }

  private Object inode(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  /// The store has the first one open: it would take its room until the end of the process.
  @Test
  void keepTheFirstOfTwoTransfersOfOnePiece() throws Exception {
    provider.store(large);
    Object first = inode(provider.file(large.cid()));
    provider.store(large);
    assertThat(inode(provider.file(large.cid()))).isEqualTo(first);
    assertThat(files.part("stored")).doesNotExist();
    requireProven(large);
  }

  @Test
  void keepATreeOnlyForPiecesThatNeedOne() throws Exception {
    provider.store(small);
    provider.store(large);
    assertThat(tree(small)).doesNotExist();
    assertThat(tree(large)).exists();
    requireProven(small);
  }

  @Test
  void deleteEverythingOfAPieceAndNothingOfAnother() throws Exception {
    provider.store(small);
    provider.store(large);
    files.delete(large.cid(), RELEASED);
    assertThat(provider.file(large.cid())).doesNotExist();
    assertThat(tree(large)).doesNotExist();
    assertThat(provider.repo.blockstore().has(large.root())).isFalse();
    assertThat(provider.repo.blockstore().has(small.root())).isTrue();
    files.delete(large.cid(), RELEASED);
    requireProven(small);
  }

  @Test
  void keepPartsOfDifferentTransfersApart() throws Exception {
    provider.part("a", new byte[] {1});
    provider.part("b", new byte[] {2});
    files.deletePart("a");
    files.deletePart("a");
    assertThat(files.part("a")).doesNotExist();
    assertThat(files.part("b")).hasBinaryContent(new byte[] {2});
  }

  @Test
  void giveExactRanges() throws Exception {
    provider.store(large);
    PieceBytes bytes = files.bytes(large.cid()).orElseThrow();
    assertThat(bytes.size()).isEqualTo(large.car().length);
    int[][] ranges = {{0, 1}, {0, large.car().length}, {65_535, 65_538}, {299_999, 7}, {5, 0}};
    for (int[] range : ranges) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      bytes.writeTo(out, range[0], range[1]);
      assertThat(out.toByteArray())
          .isEqualTo(Arrays.copyOfRange(large.car(), range[0], range[0] + range[1]));
    }
  }

  @Test
  void sayWhereAFileEndsThatWasCutWhileItIsServed() throws Exception {
    provider.store(large);
    PieceBytes bytes = files.bytes(large.cid()).orElseThrow();
    Files.write(provider.file(large.cid()), Arrays.copyOf(large.car(), 70_000));
    assertThatThrownBy(
            () -> bytes.writeTo(new ByteArrayOutputStream(), 60_000, large.car().length - 60_000))
        .isInstanceOf(EOFException.class)
        .hasMessageContaining("ends at byte 70000");
    assertThat(files.has(large.cid())).isFalse();
    assertThat(files.bytes(large.cid())).isEmpty();
  }

  @Test
  void neverProveADamagedOrMissingPiece() throws Exception {
    provider.store(large);
    byte[] damaged = large.car().clone();
    damaged[1_000]++;
    Files.write(provider.file(large.cid()), damaged);
    assertThatThrownBy(() -> files.prove(large.cid(), new long[] {30}))
        .isInstanceOf(CorruptPiece.class)
        .hasMessageContaining(large.cid().toString());
    Files.delete(tree(large));
    assertThatThrownBy(() -> files.prove(large.cid(), new long[] {9_000}))
        .isInstanceOf(CorruptPiece.class)
        .hasMessageContaining("its bytes hash to");
    Files.delete(provider.file(large.cid()));
    assertThatThrownBy(() -> files.prove(large.cid(), new long[] {30}))
        .isInstanceOf(NoSuchFileException.class);
    Files.write(provider.file(large.cid()), large.car());
    requireProven(large);
  }

  @Test
  void tellWhereToPutAGoodCopy() {
    assertThat(files.cure(small.cid()))
        .contains(provider.file(small.cid()).toString())
        .contains("cairn repo verify")
        .contains("cairn provider terminate");
  }

  @Test
  void attachTwiceWithoutHarmAndAgainAfterAFileWasPutBack() throws Exception {
    provider.store(small);
    files.attach(small.cid());
    assertThat(provider.repo.blockstore().attached()).hasSize(1);
    files.delete(small.cid(), RELEASED);
    Files.write(provider.file(small.cid()), small.car());
    files.attach(small.cid());
    assertThat(provider.repo.blockstore().get(small.root())).isPresent();
  }
}
