package network.cairn.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.api.content.AddRequest;
import network.cairn.api.table.ContentTable;
import network.cairn.base.tree.IgnoreRules;
import network.cairn.base.tree.PathSource;
import network.cairn.base.tree.SourceEntry;

/// `cairn add`: reads files here, sends them to whoever imports them, prints their CIDs.
final class AddCommand {
  /// Options that say how content becomes blocks.
  private static final List<String> LAYOUT =
      List.of(
          "profile",
          "cid-version",
          "hash",
          "raw-leaves",
          "chunker",
          "max-file-links",
          "max-directory-links",
          "max-hamt-fanout",
          "trickle",
          "inline",
          "inline-limit",
          "preserve-mode",
          "preserve-mtime",
          "mode",
          "mtime",
          "mtime-nsecs");

  private AddCommand() {}

  static void add(Roles roles, Actions actions) {
    actions.put(ContentTable.ADD, invocation -> run(roles, invocation));
  }

  private static int run(Roles roles, Invocation invocation) throws IOException {
    if (invocation.given("to-files")) {
      throw new CommandFailed(
          "--to-files needs Kubo's files API (MFS), which this node has not; add without it");
    }
    List<SourceEntry> entries = entries(invocation);
    AddRequest request = request(invocation);
    AddReport report = new AddReport(invocation, total(entries));
    List<SourceEntry> told = SourceFaults.told(entries);
    if (invocation.flag("only-hash")) {
      roles.hash(Client.home(invocation), request, entries, report);
    } else {
      new Client(roles, invocation)
          .anyhow(api -> {
            api.content().add(request, told, report);
            return 0;
          });
    }
    report.end();
    return 0;
  }

  private static AddRequest request(Invocation invocation) {
    Map<String, String> layout = new LinkedHashMap<>();
    LAYOUT.stream()
        .filter(n -> invocation.given(n) || n.equals("profile"))
        .forEach(n -> layout.put(n, invocation.text(n).orElse("")));
    Optional<String> pinName =
        invocation.given("pin-name") ? invocation.text("pin-name") : Optional.empty();
    if (pinName.isPresent() && !invocation.flag("pin")) {
      throw new UsageError("--pin-name names a pin, and --pin=false makes none");
    }
    return new AddRequest(
        layout,
        invocation.flag("wrap-with-directory"),
        invocation.flag("pin"),
        pinName,
        invocation.manner());
  }

  /// What the command line names, by its rules of hidden and ignored files; standard input where it
  /// names nothing, or `-`.
  static List<SourceEntry> entries(Invocation invocation) throws IOException {
    PathSource source =
        new PathSource(
            invocation.flag("hidden"),
            invocation.flag("dereference-symlinks"),
            ignoreRules(invocation),
            invocation.flag("preserve-mode") || invocation.flag("preserve-mtime"));
    boolean follow = invocation.flag("dereference-symlinks") || invocation.flag("dereference-args");
    boolean input = invocation.arguments().isEmpty();
    Map<Path, String> paths = new LinkedHashMap<>();
    for (String argument : invocation.arguments()) {
      if (FileUpload.isInput(argument)) {
        input = true;
      } else {
        Path path =
            NamedEntry.path(argument, invocation.terminal(), follow, invocation.flag("recursive"));
        paths.putIfAbsent(NamedEntry.place(path), argument);
      }
    }
    String inputName = invocation.text("stdin-name").orElse("");
    if (invocation.flag("wrap-with-directory")) {
      NamedEntry.requireNamesOnce(paths, input ? inputName : "");
    }
    List<SourceEntry> entries = new ArrayList<>();
    for (Path path : paths.keySet()) {
      entries.add(source.entry(path));
    }
    if (input) {
      entries.add(FileUpload.input(invocation, inputName));
    }
    return entries;
  }

  private static IgnoreRules ignoreRules(Invocation invocation) throws IOException {
    List<String> lines = invocation.texts("ignore");
    if (invocation.given("ignore-rules-path")) {
      return IgnoreRules.ofFile(
          invocation.terminal().readable(invocation.text("ignore-rules-path").orElse("")), lines);
    }
    return lines.isEmpty() ? IgnoreRules.none() : IgnoreRules.of(lines);
  }

  private static long total(List<SourceEntry> entries) {
    return entries.stream()
        .mapToLong(e -> e instanceof SourceEntry.File f ? f.size().orElse(0) : 0)
        .sum();
  }
}
