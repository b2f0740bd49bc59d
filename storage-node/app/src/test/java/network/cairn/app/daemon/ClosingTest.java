package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ClosingTest {
  private final List<String> closed = new ArrayList<>();
  private final Closing closing = new Closing();

  @AfterEach
  void notInterrupted() {
    Thread.interrupted();
  }

  private AutoCloseable part(String name) {
    return closing.add(name, () -> closed.add(name));
  }

  @Test
  void closesInTheReverseOrder() {
    part("disk");
    part("network");
    part("door");
    closing.close();
    assertThat(closed).containsExactly("door", "network", "disk");
  }

  @Test
  void handsBackWhatItIsToClose() {
    AutoCloseable part = () -> {};
    assertThat(closing.add("part", part)).isSameAs(part);
  }

  @Test
  void noFailureKeepsTheOthersOpen() {
    part("disk");
    closing.add(
        "network",
        () -> {
          throw new IOException("gone");
        });
    closing.add(
        "role",
        () -> {
          throw new IllegalStateException("was never open");
        });
    part("door");
    closing.close();
    assertThat(closed).containsExactly("door", "disk");
  }

  @Test
  void closesEachOnce() {
    part("disk");
    closing.close();
    closing.close();
    part("again");
    closing.close();
    assertThat(closed).containsExactly("disk", "again");
  }

  /// An interrupted thread would fail at the first lock or channel that a part uses to close.
  @Test
  void closesAllOnAnInterruptedThreadAndLeavesItInterrupted() {
    List<Boolean> seen = new ArrayList<>();
    closing.add("one", () -> seen.add(Thread.currentThread().isInterrupted()));
    closing.add("two", () -> seen.add(Thread.currentThread().isInterrupted()));
    Thread.currentThread().interrupt();
    closing.close();
    assertThat(seen).containsExactly(false, false);
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }
}
