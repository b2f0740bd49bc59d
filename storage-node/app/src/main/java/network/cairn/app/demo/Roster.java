package network.cairn.app.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.base.files.DurableFiles;
import network.cairn.cli.CommandFailed;

/// The processes of a network that outlives its starter: the file `testnet` in its folder, a line
/// `name pid started` for each.
///
/// A pid may belong to somebody else after a reboot; only with the time at which the process
/// started does it name ours.
record Roster(List<Entry> entries) {
  private static final String FILE = "testnet";

  Roster {
    entries = List.copyOf(entries);
  }

  /// @param started milliseconds since 1970
  record Entry(String name, long pid, long started) {
    static Entry of(Child child) {
      return new Entry(
          child.name(), child.pid(), ProcessHandle.of(child.pid()).map(Entry::started).orElse(0L));
    }

    private static long started(ProcessHandle process) {
      return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    /// The process, if it still runs.
    Optional<ProcessHandle> process() {
      return ProcessHandle.of(pid).filter(p -> p.isAlive() && started(p) == started);
    }
  }

  static Roster of(List<Child> children) {
    return new Roster(children.stream().map(Entry::of).toList());
  }

  /// The roster of a folder; empty if no network was started there.
  ///
  /// @throws CommandFailed if the file is not one of ours
  static Optional<Roster> read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    List<Entry> entries = new ArrayList<>();
    // Every byte is a character here, so that one that is none of ours is named below.
    for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
      String[] words = line.split(" ");
      if (words.length != 3
          || !words[0].matches("[a-z0-9-]{1,40}")
          || !words[1].matches("[1-9][0-9]{0,17}")
          || !words[2].matches("[0-9]{1,18}")) {
        throw new CommandFailed(file + " is damaged at the line \"" + line + "\"");
      }
      entries.add(new Entry(words[0], Long.parseLong(words[1]), Long.parseLong(words[2])));
    }
    return Optional.of(new Roster(entries));
  }

  void write(Path folder) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Entry entry : entries) {
      text.append(entry.name).append(' ').append(entry.pid).append(' ').append(entry.started);
      text.append('\n');
    }
    DurableFiles.replace(folder.resolve(FILE), text.toString());
  }

  /// Names of what does not run any more.
  List<String> gone() {
    return entries.stream().filter(e -> e.process().isEmpty()).map(Entry::name).toList();
  }
}
