package network.cairn.ledger.engine.comet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import network.cairn.base.time.SimScheduler;
import network.cairn.ledger.engine.snapshot.SnapshotFolder;
import network.cairn.ledger.engine.snapshot.SnapshotTaker;
import network.cairn.ledger.store.Keeping;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which homes owe the snapshot that an earlier program did not take.
class StateOriginTest {
  private static final long FIRST = 41;
  @TempDir private Path home;

  /// Asks once for each answer, the last of which ends it; below 0 stands for none.
  private void find(List<Long> answers) {
    Deque<Long> left = new ArrayDeque<>(answers);
    AtomicBoolean ends = new AtomicBoolean();
    SimScheduler time = new SimScheduler(1);
    time.run(() -> {
      SnapshotFolder folder = SnapshotFolder.open(home);
      try (SnapshotTaker taker = new SnapshotTaker(folder, Keeping.standard(), time, _ -> {})) {
        StateOrigin.Blocks blocks =
            () -> {
              long answer = left.removeFirst();
              ends.set(left.isEmpty());
              if (answer < 0) {
                throw new IOException("it starts");
              }
              return answer;
            };
        new StateOrigin(taker, FIRST, blocks, time, ends::get).find();
      }
    });
    assertThat(left).isEmpty();
  }

  @Test
  void whoHasNoBlockYetIsAskedAgain() {
    find(List.of(0L, 0L, FIRST + 1));
    assertThat(isNoted()).isTrue();
  }

  private boolean isNoted() {
    return Files.exists(home.resolve("others"));
  }

  @Test
  void aHomeThatLacksBlocksOwesOne() {
    find(List.of(-1L, -1L, FIRST + 1));
    assertThat(isNoted()).isTrue();
  }

  @Test
  void aHomeThatHasAllBlocksOwesNone() {
    find(List.of(FIRST));
    find(List.of(-1L, 0L, FIRST));
    assertThat(isNoted()).isFalse();
  }

  @Test
  void oneSnapshotIsEnough() throws IOException {
    Files.write(home.resolve("0000000000000050.manifest"), new byte[1]);
    find(List.of(FIRST + 1));
    assertThat(isNoted()).isFalse();
  }

  @Test
  void anEngineThatClosesIsNotAskedAgain() {
    find(List.of(-1L));
    assertThat(isNoted()).isFalse();
  }
}
