package network.cairn.content.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.base.memory.ByteBudget;
import network.cairn.base.time.Deadline;
import network.cairn.base.tree.Attributes;
import network.cairn.base.tree.ByteSink;
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

/// Callers who ask for much and read nothing until they are told to.
@Timeout(120)
final class StalledReadersTest {
  private static final int READERS = 20;
  private static final int CHUNK = 256 << 10;

  /// Room for two whole pieces, whoever has them.
  private static final int ROOM = 2 * CHUNK + CHUNK / 2;

  @TempDir private Path home;
  private final ByteBudget budget = new ByteBudget(ROOM);
  private final byte[] bytes = Property.bytes(new Random(1), 5 * CHUNK + 7);
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

  private Cid add(byte[] file) throws IOException {
    return content
        .service
        .add(
            new AddOptions(
                ImportOptions.of("unixfs-v1-2025").withChunker("size-" + CHUNK),
                false,
                new Keeping.Pinned(Optional.empty())),
            Deadline.none(),
            ImportListener.none(),
            addition -> addition.file("f", new ByteArrayInputStream(file), Attributes.NONE))
        .getFirst();
  }

  /// What a caller asks for.
  private interface Ask {
    void of(ContentReader reader, ByteSink opener) throws IOException;
  }

  /// Keeps what it is given, as large as it is given, and looks at the budget each time.
  private final class Caller extends OutputStream {
    private final CountDownLatch go;
    private final CountDownLatch stalled;
    private final AtomicInteger whole;
    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

    Caller(CountDownLatch go, CountDownLatch stalled, AtomicInteger whole) {
      this.go = go;
      this.stalled = stalled;
      this.whole = whole;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] piece, int offset, int length) throws IOException {
      assertThat(budget.held()).isLessThanOrEqualTo(ROOM);
      if (length > 1_000 && go.getCount() > 0) {
        if (piece.length > ByteBudget.SLICE) {
          whole.incrementAndGet();
        }
        stalled.countDown();
        try {
          go.await();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
      seen.write(piece, offset, length);
    }
  }

  private List<byte[]> seenByMany(Ask ask) throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch stalled = new CountDownLatch(READERS);
    AtomicInteger whole = new AtomicInteger();
    List<Caller> callers = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < READERS; i++) {
      Caller caller = new Caller(go, stalled, whole);
      callers.add(caller);
      threads.add(
          Thread.startVirtualThread(() -> {
            try {
              ask.of(content.reader(), _ -> caller);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }));
    }
    stalled.await();
    assertThat(whole.get()).as("callers who were given whole pieces").isLessThanOrEqualTo(2);
    assertThat(budget.held()).isLessThanOrEqualTo(ROOM);
    go.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    return callers.stream().map(c -> c.seen.toByteArray()).toList();
  }

  @Test
  void holdNoMoreOfFilesThanTheBudgetAndGetAllOfThem() throws Exception {
    String path = "/ipfs/" + add(bytes);
    assertThat(
            seenByMany((reader, opener) ->
                reader.copy(reader.ranges(List.of(path), 0, Long.MAX_VALUE), opener)))
        .allMatch(seen -> Arrays.equals(seen, bytes));
  }

  /// Its bytes lie in the root.
  @Test
  void holdNoMoreOfAFileOfOneBlock() throws Exception {
    byte[] file = Property.bytes(new Random(2), CHUNK - 100);
    String path = "/ipfs/" + add(file);
    byte[] middle = Arrays.copyOfRange(file, 100_000, 240_000);
    assertThat(
            seenByMany((reader, opener) ->
                reader.copy(reader.ranges(List.of(path), 100_000, 140_000), opener)))
        .allMatch(seen -> Arrays.equals(seen, middle));
  }

  @Test
  void holdNoMoreOfArchives() throws Exception {
    Cid file = add(bytes);
    List<byte[]> seen =
        seenByMany((reader, opener) -> {
          try (ContentRoot root = reader.open(file)) {
            root.archive("f", Archive.plain(), opener);
          }
        });
    assertThat(seen).allMatch(tar -> Arrays.equals(tar, seen.getFirst()));
    assertThat(seen.getFirst()).hasSizeGreaterThan(bytes.length);
  }

  @Test
  void holdNoMoreOfCars() throws Exception {
    Cid file = add(bytes);
    ByteArrayOutputStream alone = new ByteArrayOutputStream();
    content.reader().exportCar(file, _ -> alone);
    assertThat(seenByMany((reader, opener) -> reader.exportCar(file, opener)))
        .allMatch(car -> Arrays.equals(car, alone.toByteArray()));
  }

  @Test
  void holdNoMoreOfBlocks() throws Exception {
    byte[] block = Property.bytes(new Random(3), CHUNK);
    Cid cid = add(block);
    assertThat(seenByMany((reader, opener) -> reader.copyBlock(cid, opener)))
        .allMatch(seen -> Arrays.equals(seen, block));
  }
}
