package network.cairn.store.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SpareTest {
  private static final long PLENTY = 1L << 40;

  @TempDir Path home;
  private final AtomicLong usable = new AtomicLong(PLENTY);
  private Spare spare;
  private Path file;

  @BeforeEach
  void make() {
    spare = new Spare(home, usable::get, () -> new byte[] {1, 2, 3});
    file = home.resolve("spare");
  }

  private boolean thereWhileFreeing() {
    return spare.whileFreeing(() -> Files.exists(file));
  }

  @Test
  void isMadeWhereSomethingIsStoredAndTheDiskHasRoom() {
    spare.keep(Spare.FROM - 1);
    assertThat(file).doesNotExist();
    usable.set(2L * Spare.SIZE);
    spare.keep(Spare.FROM);
    assertThat(file).doesNotExist();
    usable.set(PLENTY);
    spare.keep(Spare.FROM);
    assertThat(file).hasBinaryContent(new byte[] {1, 2, 3});
  }

  @Test
  void givesItsRoomToWhatFreesRoomOnAFullDiskOnly() {
    spare.keep(Spare.FROM);
    assertThat(thereWhileFreeing()).isTrue();
    usable.set(Spare.SIZE - 1);
    assertThat(thereWhileFreeing()).isFalse();
    assertThat(file).as("the disk is still full").doesNotExist();
  }

  @Test
  void isThereAgainOnceThereIsRoomHoweverTheFreeingEnds() {
    spare.keep(Spare.FROM);
    usable.set(0);
    assertThatThrownBy(() ->
            spare.whileFreeing(() -> {
              usable.set(PLENTY);
              throw new UncheckedIOException(new IOException("a fault"));
            }))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(file).exists();
  }

  /// In a process that goes on, too.
  @Test
  void isMadeAgainByALaterFreeingThatFindsRoom() {
    spare.keep(Spare.FROM);
    usable.set(0);
    assertThat(thereWhileFreeing()).isFalse();
    assertThat(thereWhileFreeing()).isFalse();
    usable.set(PLENTY);
    assertThat(thereWhileFreeing()).isFalse();
    assertThat(file).exists();
  }

  @Test
  void comesBackWhenTheLastOfTwoThatFreeIsDone() {
    spare.keep(Spare.FROM);
    usable.set(0);
    spare.whileFreeing(() -> {
      boolean inner =
          spare.whileFreeing(() -> {
            usable.set(PLENTY);
            return Files.exists(file);
          });
      assertThat(inner).isFalse();
      assertThat(file).doesNotExist();
      return true;
    });
    assertThat(file).exists();
  }
}
