package network.cairn.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import network.cairn.api.Command;
import network.cairn.api.Needs;
import network.cairn.api.table.Commands;
import network.cairn.base.files.DurableFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every command of the table that a daemon answers, typed while that daemon is starting: before it
/// has the home, and while it has the home and takes no calls yet.
@Timeout(60)
final class EveryStartTest {
  private static final Set<Needs> ASKING = Set.of(Needs.DAEMON, Needs.HOME);

  /// Long for a command that goes ahead, short of what one waits at most.
  private static final Duration LONG = Duration.ofMillis(500);

  @TempDir private Path folder;

  /// One command on a home of its own.
  private static final class Typed implements AutoCloseable {
    private final Example example;
    private final Path home;
    private final FakeDaemon daemon;
    private final Session session;
    private int code = -1;
    private final Thread thread;

    Typed(Example example, Path own, String mark) throws IOException {
      this.example = example;
      this.home = Files.createDirectories(own.resolve(".cairn"));
      this.daemon = example.ask(new FakeDaemon()).knowing("secret");
      this.session = new Session(own, new TakenRoles()).piping("one block\n");
      Files.writeString(own.resolve("file"), "{}");
      long parent = ProcessHandle.current().parent().orElseThrow().pid();
      Files.writeString(home.resolve(mark), "process " + parent + " (cairn daemon)");
      this.thread = Thread.ofVirtual().start(() -> code = session.run(example.words()));
    }

    void isReady() throws IOException {
      DurableFiles.replaceSecret(home.resolve("token"), "secret\n".getBytes(US_ASCII));
      Path written = Files.writeString(home.resolve("written"), daemon.address() + "\n");
      Files.move(written, home.resolve("api"));
    }

    @Override
    public void close() throws IOException {
      daemon.close();
    }
  }

  /// The daemon has the home, or is about to.
  private static final class TakenRoles extends NoRoles {
    @Override
    public LocalApi local(Path home) {
      throw new HomeTaken("lock: someone else has the lock");
    }

    @Override
    public LocalApi fetching(Path home) {
      return local(home);
    }

    @Override
    public LocalApi dialing(Path home) {
      return local(home);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"repo.starting", "repo.lock"})
  void waitsForTheDaemonThatIsStarting(String mark) throws Exception {
    List<Typed> all = new ArrayList<>();
    try {
      for (Example example : asking()) {
        all.add(new Typed(example, folder.resolve(String.valueOf(all.size())), mark));
      }
      boolean ended = all.getFirst().thread.join(LONG);
      assertThat(ended).as(all.getFirst().session.err()).isFalse();
      for (Typed typed : all) {
        assertThat(typed.thread.isAlive())
            .as("%s: %s", typed.example, typed.session.err())
            .isTrue();
        assertThat(typed.daemon.calls()).isEmpty();
        typed.isReady();
      }
      for (Typed typed : all) {
        typed.thread.join();
        assertThat(typed.code).as("%s: %s", typed.example, typed.session.err()).isZero();
        assertThat(typed.daemon.calls()).as("%s", typed.example).isNotEmpty();
      }
    } finally {
      for (Typed typed : all) {
        typed.close();
      }
    }
  }

  /// Of commands that say nothing where all is well.
  private static final List<Example> SILENT =
      List.of(
          new Example(List.of("config", "replace", "file"), Map.of("config/replace", new byte[0])),
          new Example(List.of("shutdown"), Map.of("shutdown", new byte[0])));

  /// Whether it needs no daemon's answer, because the process does it by itself.
  private boolean isRole(List<String> words) {
    FakeRoles roles = new FakeRoles("{}");
    new Session(folder, roles).piping("x\n").run(words);
    return !roles.roles().isEmpty();
  }

  private List<Example> asking() throws IOException {
    List<Example> asking = new ArrayList<>(SILENT);
    for (Example example : Example.all()) {
      if (ASKING.contains(example.row().needs()) && !isRole(example.words())) {
        asking.add(example);
      }
    }
    return asking;
  }

  /// Finds the command that a daemon answers and that has no example here.
  @Test
  void holdsForEveryCommandThatADaemonAnswers() throws IOException {
    Set<String> missing = new TreeSet<>();
    for (Command row : Commands.TABLE.onCommandLine()) {
      if (ASKING.contains(row.needs()) && !isRole(Example.words(row))) {
        missing.add(row.name());
      }
    }
    for (Example example : asking()) {
      missing.remove(example.row().name());
    }
    assertThat(missing).isEmpty();
  }
}
