package network.cairn.deals.provider.prover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import network.cairn.ledger.proof.CommP;
import network.cairn.ledger.proof.InvalidPieceCid;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.proof.Subtree;
import network.cairn.ledger.proof.UpperTree;
import network.cairn.testing.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PieceHasherTest {
  private final ExecutorService threads = Executors.newFixedThreadPool(3);
  private final PieceHasher hasher = new PieceHasher(threads, 3);

  @AfterEach
  void stopThreads() {
    threads.close();
  }

  private static PieceCid reference(byte[] payload) {
    CommP commP = new CommP();
    commP.update(payload, 0, payload.length);
    return commP.finish();
  }

  private UpperTree streamed(byte[] payload, Random random) throws IOException {
    PieceStream stream = hasher.stream();
    for (int at = 0; at < payload.length; ) {
      int length = Math.min(payload.length - at, random.nextInt(2 * Subtree.RAW_BYTES));
      stream.write(payload, at, length);
      at += length;
    }
    assertThat(stream.rawSize()).isEqualTo(payload.length);
    return stream.finish();
  }

  private void agrees(byte[] payload, Random random) throws IOException {
    PieceCid expected = reference(payload);
    UpperTree stored = hasher.hash(new MemoryPiece(payload), payload.length);
    assertThat(stored.piece()).isEqualTo(expected);
    UpperTree streamed = streamed(payload, random);
    assertThat(streamed.piece()).isEqualTo(expected);
    assertThat(streamed.bytes()).isEqualTo(stored.bytes());
  }

  @Test
  void agreesWithOneThreadAroundSubtrees() throws IOException {
    Random random = new Random(1);
    for (int subtrees : new int[] {1, 2, 4, 7}) {
      for (int off : new int[] {-1, 0, 1, 100_000}) {
        agrees(Property.bytes(random, subtrees * Subtree.RAW_BYTES + off), random);
      }
    }
  }

  @Test
  void agreesWithOneThreadForAnySize() {
    Property.check(
        20,
        random ->
            agrees(Property.bytes(random, 1 + random.nextInt(1 << random.nextInt(1, 23))), random));
  }

  @Test
  void agreesWithOneThreadFor64MiB() throws IOException {
    Random random = new Random(2);
    agrees(Property.bytes(random, 64 << 20), random);
  }

  @Test
  void takesSingleBytesToo() throws IOException {
    byte[] payload = Property.bytes(new Random(3), 300);
    PieceStream stream = hasher.stream();
    for (byte next : payload) {
      stream.write(next);
    }
    assertThat(stream.finish().piece()).isEqualTo(reference(payload));
  }

  @Test
  void copesWithReadsThatGiveLittle() throws IOException {
    byte[] payload = Property.bytes(new Random(4), 2 * Subtree.RAW_BYTES + 5);
    MemoryPiece whole = new MemoryPiece(payload);
    PieceReader meagre =
        (into, position) -> {
          int limit = into.limit();
          into.limit(Math.min(limit, into.position() + 10_007));
          int read = whole.read(into, position);
          into.limit(limit);
          return read;
        };
    assertThat(hasher.hash(meagre, payload.length).piece()).isEqualTo(reference(payload));
  }

  @Test
  void failsWhenThePieceEndsEarlyOrTheDiskFails() {
    byte[] payload = new byte[3 * Subtree.RAW_BYTES];
    MemoryPiece shorter = new MemoryPiece(Arrays.copyOf(payload, payload.length - 1));
    assertThatThrownBy(() -> hasher.hash(shorter, payload.length))
        .isInstanceOf(EOFException.class)
        .hasMessageContaining("ends at byte " + (payload.length - 1));
    PieceReader broken =
        (_, position) -> {
          throw new IOException("unreadable sector at " + position);
        };
    assertThatThrownBy(() -> hasher.hash(broken, payload.length))
        .hasMessageContaining("unreadable sector");
    PieceReader buggy =
        (_, _) -> {
          throw new IllegalStateException("bug");
        };
    assertThatThrownBy(() -> hasher.hash(buggy, 1000))
        .isInstanceOf(IOException.class)
        .hasRootCauseMessage("bug");
  }

  @Test
  void refusesSizesThatNoPieceHas() {
    PieceReader none = (_, _) -> -1;
    assertThatThrownBy(() -> hasher.hash(none, 0)).isInstanceOf(InvalidPieceCid.class);
    assertThatThrownBy(() -> hasher.hash(none, PieceCid.MAX_RAW_SIZE + 1))
        .isInstanceOf(InvalidPieceCid.class);
    assertThatThrownBy(() -> hasher.stream().finish()).isInstanceOf(InvalidPieceCid.class);
    assertThatThrownBy(() -> new PieceHasher(threads, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void takesNothingAfterTheEnd() throws IOException {
    PieceStream stream = hasher.stream();
    stream.write(1);
    stream.finish();
    assertThatThrownBy(() -> stream.write(2)).isInstanceOf(IOException.class);
  }

  @Test
  void leavesTheWriterInterruptedInsteadOfWaitingForEver() throws IOException {
    PieceStream stream = new PieceHasher(_ -> {}, 1).stream();
    byte[] piece = new byte[2 * Subtree.RAW_BYTES];
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> stream.write(piece))
        .isInstanceOf(java.io.InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  /// A piece in memory.
  record MemoryPiece(byte[] payload) implements PieceReader {
    @Override
    public int read(ByteBuffer into, long position) {
      if (position >= payload.length) {
        return -1;
      }
      int length = Math.min(into.remaining(), payload.length - (int) position);
      into.put(payload, (int) position, length);
      return length;
    }
  }
}
