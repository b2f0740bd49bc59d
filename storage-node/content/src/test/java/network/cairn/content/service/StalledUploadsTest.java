package network.cairn.content.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import network.cairn.base.memory.ByteBudget;
import network.cairn.base.time.Deadline;
import network.cairn.base.tree.Attributes;
import network.cairn.content.service.AddOptions.Keeping;
import network.cairn.content.unixfs.ImportListener;
import network.cairn.content.unixfs.ImportOptions;
import network.cairn.ipld.cid.Cid;
import network.cairn.testing.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Callers who send most of a file and nothing more until they are told to.
@Timeout(120)
final class StalledUploadsTest {
  private static final int UPLOADS = 20;
  private static final int CHUNK = 256 << 10;

  /// Room for two whole pieces in their blocks, whoever has them.
  private static final int ROOM = 2 * CHUNK + CHUNK / 2;

  /// The largest piece that is read at once where there is no room for a whole one.
  private static final int SMALL = 16 << 10;

  @TempDir private Path home;
  private final ByteBudget budget = new ByteBudget(ROOM);
  private final byte[] bytes = Property.bytes(new Random(1), 3 * CHUNK + 7);
  private OfflineContent content;

  @BeforeEach
  void open() throws IOException {
    content = new OfflineContent(home, budget);
  }

  @AfterEach
  void close() {
    assertThat(budget.held()).isZero();
    content.close();
  }

  private Cid add(boolean raw, InputStream in) throws IOException {
    return content
        .service
        .add(
            new AddOptions(
                ImportOptions.of("unixfs-v1-2025").withChunker("size-" + CHUNK).withRawLeaves(raw),
                false,
                new Keeping.Pinned(Optional.empty())),
            Deadline.none(),
            ImportListener.none(),
            addition -> addition.file("f", in, Attributes.NONE))
        .getFirst();
  }

  /// Gives the bytes one read after another and waits in the middle of a piece.
  private final class Upload extends InputStream {
    private final InputStream in = new ByteArrayInputStream(bytes);
    private final CountDownLatch go;
    private final CountDownLatch stalled;
    private int left = CHUNK + CHUNK / 2;

    /// The longest array that was to be filled when nothing more came.
    private int filled;

    Upload(CountDownLatch go, CountDownLatch stalled) {
      this.go = go;
      this.stalled = stalled;
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      assertThat(budget.held()).isLessThanOrEqualTo(ROOM);
      if (left > 0) {
        int count = in.read(into, offset, Math.min(length, left));
        left -= count;
        return count;
      }
      if (go.getCount() > 0) {
        filled = into.length;
        stalled.countDown();
      }
      try {
        go.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      return in.read(into, offset, length);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void holdNoMoreThanTheBudgetAndAreStoredWhenTheyGoOn(boolean raw) throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch stalled = new CountDownLatch(UPLOADS);
    List<Upload> uploads = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    ConcurrentHashMap<Upload, Cid> roots = new ConcurrentHashMap<>();
    for (int i = 0; i < UPLOADS; i++) {
      Upload upload = new Upload(go, stalled);
      uploads.add(upload);
      threads.add(
          Thread.startVirtualThread(() -> {
            try {
              roots.put(upload, add(raw, upload));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }));
    }
    stalled.await();
    assertThat(uploads.stream().filter(u -> u.filled > SMALL))
        .as("uploads that hold whole pieces")
        .hasSizeLessThanOrEqualTo(2);
    assertThat(budget.held()).isLessThanOrEqualTo(ROOM);
    Cid other = add(raw, new ByteArrayInputStream(bytes));
    go.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(roots.values()).hasSize(UPLOADS).containsOnly(other);
  }

  @Test
  void thatAreCutGiveBackWhatTheyHeld() {
    InputStream cut =
        new InputStream() {
          private int left = 2 * CHUNK + 100;

          @Override
          public int read() throws IOException {
            if (left == 0) {
              throw new IOException("the caller has gone");
            }
            left--;
            return 7;
          }

          @Override
          public int read(byte[] buffer, int offset, int length) throws IOException {
            buffer[offset] = (byte) read();
            return 1;
          }
        };
    assertThatThrownBy(() -> add(true, cut)).hasMessage("the caller has gone");
    assertThat(budget.held()).isZero();
  }

  @Test
  void haveTheNamesThatTheyWouldHaveWithMemory() throws Exception {
    assertThat(budget.take(ROOM)).isTrue();
    for (boolean raw : new boolean[] {true, false}) {
      for (int size : new int[] {0, 1, SMALL - 1, SMALL, SMALL + 1, CHUNK, 2 * CHUNK + 5}) {
        byte[] file = Property.bytes(new Random(size), size);
        Cid without = add(raw, new ByteArrayInputStream(file));
        budget.give(ROOM);
        assertThat(add(raw, new ByteArrayInputStream(file))).isEqualTo(without);
        assertThat(budget.take(ROOM)).isTrue();
      }
    }
    budget.give(ROOM);
  }
}
