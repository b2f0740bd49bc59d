package network.cairn.deals.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import network.cairn.base.time.Scheduler;
import network.cairn.base.time.SimScheduler;
import network.cairn.deals.piece.NotCanonicalPiece;
import network.cairn.ledger.api.Assumed;
import network.cairn.store.hash.Hashes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a transfer reads, waits for and leaves behind, in virtual time.
@Timeout(60)
final class TransferBoundsTest {
  private static final String KEY = "key";

  @TempDir private Path home;
  private final SimScheduler sim = new SimScheduler(8);
  private final List<Long> offsets = new ArrayList<>();
  private TestProvider provider;
  private TestPiece piece;

  @BeforeEach
  void open() throws Exception {
    provider = TestProvider.of(home, new TestLedger("client", "p1"), "p1");
    piece = TestPiece.of(1, 100_000);
  }

  @AfterEach
  void close() {
    provider.close();
  }

  private Transfer transfer(PieceSource source) {
    Transfer.Tools tools =
        new Transfer.Tools(
            sim,
            new Hashes(),
            provider.files,
            provider.files.walkMemory(provider.repo::reserveOutside),
            provider.metrics);
    return new Transfer(tools, KEY, piece.root(), piece.cid(), source, _ -> {});
  }

  private InputStream from(long offset) {
    offsets.add(offset);
    byte[] car = piece.car();
    return new ByteArrayInputStream(car, (int) offset, car.length - (int) offset);
  }

  private long pulled() {
    return provider.metrics.of(ProviderMetrics.Count.BYTES_PULLED);
  }

  @Test
  void cutsAPartThatIsLongerThanThePiece() {
    sim.run(() -> {
      provider.part(KEY, Arrays.copyOf(piece.car(), piece.car().length + 500));
      transfer(this::from).run();
      assertThat(provider.file(piece.cid())).hasBinaryContent(piece.car());
      assertThat(pulled()).isZero();
      assertThat(offsets).isEmpty();
    });
  }

  @Test
  void takesNoMoreFromASourceThanThePieceHas() {
    sim.run(() -> {
      byte[] more = Arrays.copyOf(piece.car(), 2 * piece.car().length);
      transfer(_ -> new ByteArrayInputStream(more)).run();
      assertThat(pulled()).isEqualTo(piece.car().length);
      assertThat(provider.files.has(piece.cid())).isTrue();
    });
  }

  @Test
  void checksWhatAnEarlierTryLeftBeforeItGoesOn() {
    sim.run(() -> {
      byte[] damaged = Arrays.copyOf(piece.car(), 60_000);
      damaged[0]++;
      provider.part(KEY, damaged);
      assertThatThrownBy(() -> transfer(this::from).run()).isInstanceOf(NotCanonicalPiece.class);
      assertThat(offsets).as("nothing was asked for").isEmpty();
      assertThat(provider.files.part(KEY)).doesNotExist();
    });
  }

  @Test
  void asksTwiceASecondWhileASourceIsAway() {
    sim.run(() -> {
      Transfer transfer =
          transfer(offset -> {
            if (sim.nanoTime() < Duration.ofSeconds(5).toNanos()) {
              offsets.add(offset);
              throw new IOException("not yet");
            }
            return from(offset);
          });
      transfer.run();
      assertThat(offsets).hasSize(10 + 1);
      assertThat(transfer.bytes()).isEqualTo(piece.car().length);
    });
  }

  @Test
  void asksAtOnceWhenItHearsThatTheSourceIsBack() {
    sim.run(() -> {
      List<Long> times = new ArrayList<>();
      Transfer transfer =
          transfer(offset -> {
            times.add(sim.nanoTime());
            if (times.size() == 1) {
              throw new IOException("not yet");
            }
            return from(offset);
          });
      Scheduler.Task task = sim.start("transfer", () -> run(transfer));
      sim.sleep(Duration.ofMillis(100));
      transfer.nudge();
      task.join();
      assertThat(Duration.ofNanos(times.get(1) - times.get(0))).isEqualTo(Duration.ofMillis(100));
    });
  }

  private void run(Transfer transfer) {
    try {
      transfer.run();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void asksNowAndThenWhetherThereIsUseInGoingOn() {
    sim.run(() -> {
      List<Long> checks = new ArrayList<>();
      PieceSource source =
          new PieceSource() {
            @Override
            public InputStream open(long offset) throws IOException {
              throw new IOException("away");
            }

            @Override
            public void check() {
              checks.add(sim.nanoTime());
              if (checks.size() == 3) {
                throw new GivenUp("the slot was taken");
              }
            }
          };
      long begun = sim.nanoTime();
      assertThatThrownBy(() -> transfer(source).run())
          .isInstanceOf(PieceSource.GivenUp.class)
          .hasMessage("the slot was taken");
      assertThat(Duration.ofNanos(sim.nanoTime() - begun))
          .isBetween(Duration.ofSeconds(30), Duration.ofSeconds(33));
      assertThat(provider.files.part(KEY)).exists();
    });
  }

  /// A byte each time.
  private InputStream dripping(long offset, Duration every) {
    InputStream all = from(offset);
    return new InputStream() {
      @Override
      public int read() throws IOException {
        return read(new byte[1], 0, 1);
      }

      @Override
      public int read(byte[] buffer, int at, int length) throws IOException {
        try {
          sim.sleep(every);
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
        return all.read(buffer, at, 1);
      }
    };
  }

  @Test
  void endsASourceThatDripsAMinuteAfterItBegan() {
    sim.run(() -> {
      long begun = sim.nanoTime();
      assertThatThrownBy(() -> transfer(offset -> dripping(offset, Duration.ofSeconds(20))).run())
          .isInstanceOf(PieceSource.Starved.class)
          .hasMessageContaining("too slow at byte 2 of");
      assertThat(Duration.ofNanos(sim.nanoTime() - begun)).isEqualTo(Duration.ofSeconds(60));
    });
  }

  @Test
  void goesOnWithAnotherSourceWhereTheFirstIsTooSlow() {
    sim.run(() -> {
      List<String> left = new ArrayList<>();
      PieceSource two =
          new PieceSource() {
            @Override
            public InputStream open(long offset) {
              return left.isEmpty() ? dripping(offset, Duration.ofMillis(500)) : from(offset);
            }

            @Override
            public void tooSlow(String what) {
              left.add(what);
            }
          };
      transfer(two).run();
      assertThat(left).hasSize(1);
      assertThat(provider.files.has(piece.cid())).isTrue();
    });
  }

  @Test
  void asksForNoMoreThanIsNeededInTimeOnceTheFirstMinuteIsOver() {
    // 1 KiB each 50 ms: 20 KiB/s, above the least rate.
    for (int needed : new int[] {19_000, 25_000}) {
      sim.run(() -> {
        TestPiece large = TestPiece.of(2, 2_000_000);
        PieceSource source =
            new PieceSource() {
              @Override
              public InputStream open(long offset) {
                InputStream all =
                    new ByteArrayInputStream(large.car(), (int) offset, large.car().length);
                return new InputStream() {
                  @Override
                  public int read() {
                    throw new IllegalStateException();
                  }

                  @Override
                  public int read(byte[] buffer, int at, int length) throws IOException {
                    try {
                      sim.sleep(Duration.ofMillis(50));
                    } catch (InterruptedException e) {
                      throw new IOException(e);
                    }
                    return all.read(buffer, at, Math.min(length, 1024));
                  }
                };
              }

              @Override
              public long leastRate(long left) {
                return needed;
              }
            };
        Transfer.Tools tools =
            new Transfer.Tools(
                sim,
                new Hashes(),
                provider.files,
                provider.files.walkMemory(provider.repo::reserveOutside),
                provider.metrics);
        Transfer transfer =
            new Transfer(tools, "n" + needed, large.root(), large.cid(), source, _ -> {});
        if (needed < 20_000) {
          transfer.run();
          provider.files.delete(large.cid(), Assumed.proved(1, new Release("a test says so")));
        } else {
          assertThatThrownBy(transfer::run).isInstanceOf(PieceSource.Starved.class);
        }
      });
    }
  }

  @Test
  void closesEverySourceThatItOpened() {
    sim.run(() -> {
      List<Integer> open = new ArrayList<>();
      transfer(
              offset -> {
                int length = (int) Math.min(7_000, piece.car().length - offset);
                open.add(1);
                return new ByteArrayInputStream(piece.car(), (int) offset, length) {
                  @Override
                  public void close() {
                    open.removeLast();
                  }
                };
              })
          .run();
      assertThat(open).isEmpty();
      assertThat(pulled()).isEqualTo(piece.car().length);
    });
  }
}
