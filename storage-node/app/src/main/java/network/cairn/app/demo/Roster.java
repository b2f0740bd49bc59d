package network.cairn.app.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.base.files.DurableFiles;
import network.cairn.cli.CommandFailed;

/// The processes of a network that outlives its starter: the file `testnet` in its folder, a line
/// `name pid identity` for each, after a line `unfinished` while the network is being made.
record Roster(List<Entry> entries, boolean finished) {
  private static final String FILE = "testnet";
  private static final String UNFINISHED = "unfinished";

  /// Of no network.
  static final Roster NONE = new Roster(List.of(), false);

  Roster {
    entries = List.copyOf(entries);
  }

  /// @param identity of the process when it was started
  record Entry(String name, long pid, Identity identity) {
    /// One that ended at once has an identity that no process has.
    static Entry of(Child child) {
      return new Entry(
          child.name(), child.pid(), Identity.of(child.pid()).orElse(new Identity("0")));
    }

    /// The process, if it still runs. Nobody else's is taken for it.
    Optional<ProcessHandle> process() {
      return ProcessHandle.of(pid).filter(_ -> Identity.of(pid).equals(Optional.of(identity)));
    }

    boolean isAlive() {
      return process().isPresent();
    }
  }

  static Roster of(List<Child> children) {
    return new Roster(children.stream().map(Entry::of).toList(), true);
  }

  static Roster unfinished(List<Child> children) {
    return new Roster(of(children).entries, false);
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
    List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    boolean finished = lines.isEmpty() || !lines.getFirst().equals(UNFINISHED);
    for (String line : finished ? lines : lines.subList(1, lines.size())) {
      String[] words = line.split(" ");
      if (words.length != 3
          || !words[0].matches("[a-z0-9-]{1,40}")
          || !words[1].matches("[1-9][0-9]{0,17}")
          || !Identity.isOne(words[2])) {
        throw new CommandFailed(file + " is damaged at the line \"" + line + "\"");
      }
      entries.add(new Entry(words[0], Long.parseLong(words[1]), new Identity(words[2])));
    }
    return Optional.of(new Roster(entries, finished));
  }

  void write(Path folder) throws IOException {
    StringBuilder text = new StringBuilder(finished ? "" : UNFINISHED + "\n");
    for (Entry entry : entries) {
      text.append(entry.name).append(' ').append(entry.pid).append(' ');
      text.append(entry.identity.text()).append('\n');
    }
    DurableFiles.replace(folder.resolve(FILE), text.toString());
  }

  /// @throws CommandFailed if there is none of this name
  Entry entry(String name) {
    return entries.stream()
        .filter(e -> e.name.equals(name))
        .findFirst()
        .orElseThrow(() ->
            new CommandFailed(
                "there is no '"
                    + name
                    + "' in the network; there are "
                    + String.join(", ", entries.stream().map(Entry::name).toList())));
  }

  /// With another process in the place of one of the same name.
  Roster with(Entry entry) {
    return new Roster(
        entries.stream().map(e -> e.name.equals(entry.name) ? entry : e).toList(), finished);
  }

  /// Names of what does not run any more.
  List<String> gone() {
    return entries.stream().filter(e -> !e.isAlive()).map(Entry::name).toList();
  }
}
