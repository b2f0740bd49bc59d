package network.cairn.store.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.store.pack.TestDag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a home is before it is opened: its version, its lock, its limits.
final class LayoutTest {
  @TempDir private Path folder;

  @Test
  void makesADirectoryARepositoryAndLeavesOneThatIsThere() throws IOException {
    Path home = folder.resolve("deep/home");
    assertThat(Layout.exists(home)).isFalse();
    Layout.init(home);
    assertThat(home.resolve("version")).hasContent("1\n");
    assertThat(home.toFile().list()).containsExactly("version");
    assertThatCode(() -> Layout.require(home)).doesNotThrowAnyException();
    Files.writeString(home.resolve("version"), "2\n");
    Layout.init(home);
    assertThat(home.resolve("version")).hasContent("2\n");
  }

  @Test
  void saysHowToMakeOneWhereThereIsNone() {
    assertThatThrownBy(() -> Layout.require(folder.resolve("none")))
        .isInstanceOf(RepoUnusable.class)
        .hasMessageContaining("cairn init");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "1\n", " 1 \r\n"})
  void readsItsVersion(String text) throws IOException {
    Files.writeString(folder.resolve("version"), text);
    assertThatCode(() -> Layout.require(folder)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "2", "01", "1 1", "-1", "one", "18446744073709551617"})
  void refusesEveryOtherVersionAndNamesIt(String text) throws IOException {
    Files.writeString(folder.resolve("version"), text + "\n");
    assertThatThrownBy(() -> Layout.require(folder))
        .isInstanceOf(RepoUnusable.class)
        .hasMessageContaining("has version " + text)
        .hasMessageContaining("reads version 1");
  }

  @Test
  void readsNoHugeFile() throws IOException {
    Files.writeString(folder.resolve("version"), "1" + " ".repeat(2000));
    assertThatThrownBy(() -> Layout.require(folder))
        .isInstanceOf(RepoUnusable.class)
        .hasMessageContaining("version is over 1024 bytes; restore it");
  }

  @Test
  void namesItsFileIfThatIsNoText() throws IOException {
    Path file = folder.resolve("version");
    Files.write(file, new byte[] {(byte) 0xb1});
    assertThatThrownBy(() -> Layout.require(folder))
        .isInstanceOf(RepoUnusable.class)
        .hasMessage(file + " is not UTF-8 text; restore it from a backup");
  }

  @Test
  void letsOneHolderInAtATimeAndNamesIt() throws IOException {
    Path file = folder.resolve("repo.lock");
    long pid = ProcessHandle.current().pid();
    try (RepoLock lock = RepoLock.take(file, "a daemon with a long name")) {
      assertThat(lock).isNotNull();
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> RepoLock.take(file, "add"))
            .isInstanceOf(RepoLocked.class)
            .hasMessageContaining("process " + pid + " (a daemon with a long name)");
      }
    }
    try (RepoLock lock = RepoLock.take(file, "add")) {
      assertThat(lock).isNotNull();
      assertThat(file).as("nothing of a longer text stays").hasContent("process " + pid + " (add)");
    }
  }

  /// What the launcher says of a process that starts is said by the lock from then on. That of
  /// another one stays: it may be about to take the lock.
  @Test
  void aStartIsOverForWhoHasTheLock() throws IOException {
    Path file = folder.resolve("repo.lock");
    Path mark = folder.resolve("repo.starting");
    long pid = ProcessHandle.current().pid();
    for (String other : List.of("process " + pid + "1 (cairn daemon)", "process", "")) {
      Files.writeString(mark, other);
      RepoLock.take(file, "cairn daemon").close();
      assertThat(mark).hasContent(other);
    }
    Files.writeString(mark, "process " + pid + " (cairn daemon)");
    RepoLock.take(file, "add").close();
    assertThat(mark).exists();
    RepoLock.take(file, "cairn daemon").close();
    assertThat(mark).doesNotExist();
    Files.createDirectory(mark);
    RepoLock.take(file, "cairn daemon").close();
    assertThat(mark).isDirectory();
  }

  @Test
  void aLockThatADeadProcessLeftDoesNotExist() throws IOException {
    Path file = folder.resolve("repo.lock");
    Files.writeString(file, "process 1 (daemon)");
    RepoLock.take(file, "add").close();
    assertThat(file).exists();
  }

  @Test
  void saysSoWhereTheHolderHasNotWrittenItsNameYet() throws IOException {
    Path file = folder.resolve("repo.lock");
    RepoLock lock = RepoLock.take(file, "daemon");
    Files.writeString(file, "");
    assertThatThrownBy(() -> RepoLock.take(file, "add"))
        .isInstanceOf(RepoLocked.class)
        .hasMessageContaining("a process that is just starting");
    Files.writeString(file, "x".repeat(5000));
    assertThatThrownBy(() -> RepoLock.take(file, "add"))
        .isInstanceOfSatisfying(
            RepoLocked.class, e -> assertThat(e.toString().length()).isLessThan(1000));
    lock.close();
  }

  private static RepoOptions options(long storageMax, long diskReserve, long packSize) {
    return RepoOptions.defaults("test", TestDag::links, Hashing.jdk())
        .withStorageMax(storageMax)
        .withDiskReserve(diskReserve)
        .withPackSize(packSize);
  }

  @ParameterizedTest
  @CsvSource({"-1, 0, 4096", "0, -1, 4096", "0, 0, 4095", "0, 0, 4294967297"})
  void refusesLimitsThatAreNone(long storageMax, long diskReserve, long packSize) {
    assertThatThrownBy(() -> options(storageMax, diskReserve, packSize))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("repository limits");
  }

  @Test
  void takesTheLeastAndTheMost() {
    assertThat(options(0, 0, 4096).packSize()).isEqualTo(4096);
    RepoOptions most = options(Long.MAX_VALUE, Long.MAX_VALUE, 4L << 30);
    assertThat(most.storageMax()).isEqualTo(most.diskReserve()).isEqualTo(Long.MAX_VALUE);
    assertThat(most.owner()).isEqualTo("test");
  }
}
