package network.cairn.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import network.cairn.api.content.AddRequest;
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
          "max-hamt-fanout");

  private AddCommand() {}

  static Command command(Roles roles) {
    return Command.leaf(
            "add",
            "Add a file or directory.",
            List.of(
                Option.flag("recursive", 'r', "Add directory paths recursively."),
                Option.flag("dereference-symlinks", "Add what symlinks point to."),
                Option.text("stdin-name", "The name of what comes from standard input."),
                Option.flag("hidden", 'H', "Include hidden files of directories."),
                Option.text("ignore", "A rule, in gitignore's manner, of what to leave out."),
                Option.text("ignore-rules-path", "A file of such rules."),
                Option.flag("quiet", 'q', "Write CIDs only."),
                Option.flag("quieter", 'Q', "Write the last CID only."),
                Option.flag("silent", "Write nothing."),
                Option.flag("progress", 'p', "Show progress; by itself on a terminal."),
                Option.flag("only-hash", 'n', "Compute CIDs, keep nothing; needs no repository."),
                Option.flag("wrap-with-directory", 'w', "Wrap files with a directory."),
                Option.flag("pin", "Pin what was added.").orElse("true"),
                Option.text("pin-name", "The pin's name."),
                Option.text("profile", "Import profile: unixfs-v1-2025 or legacy-cid-v0.")
                    .orElse("unixfs-v1-2025"),
                Option.number("cid-version", "CID version, 0 or 1."),
                Option.text("hash", "Hash function, sha2-256 unless the profile says otherwise."),
                Option.flag("raw-leaves", "Keep leaves as raw blocks."),
                Option.text("chunker", 's', "Chunking: size-N."),
                Option.number("max-file-links", "Links of a file node at most."),
                Option.number(
                    "max-directory-links", "Links of a directory at most before it is sharded."),
                Option.number("max-hamt-fanout", "Fanout of a sharded directory.")),
            List.of(
                Argument.any("path", "Files and directories; standard input where none is given.")),
            invocation -> run(roles, invocation))
        .describe(
            """
            Prints the CID of each file and directory. The profile unixfs-v1-2025 is the default; with
            legacy-cid-v0 CIDs are those of Kubo's own default (CIDv0, 256 KiB chunks).\
            """);
  }

  private static int run(Roles roles, Invocation invocation) throws IOException {
    List<SourceEntry> entries = entries(invocation);
    AddRequest request = request(invocation);
    AddReport report = new AddReport(invocation, total(entries));
    List<SourceEntry> told = SourceFaults.told(entries);
    if (invocation.flag("only-hash")) {
      roles.hash(request, entries, report);
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
    return new AddRequest(
        layout, invocation.flag("wrap-with-directory"), invocation.flag("pin"), pinName);
  }

  /// What the command line names, by its rules of hidden and ignored files; standard input where it
  /// names nothing.
  static List<SourceEntry> entries(Invocation invocation) throws IOException {
    PathSource source =
        new PathSource(
            invocation.flag("hidden"),
            invocation.flag("dereference-symlinks"),
            ignoreRules(invocation));
    List<SourceEntry> entries = new ArrayList<>();
    for (String argument : invocation.arguments()) {
      Path path = invocation.terminal().path(argument);
      if (Files.isDirectory(path) && !invocation.flag("recursive")) {
        throw new CommandFailed(
            "'" + argument + "' is a directory, use the '-r' flag to specify directories");
      }
      entries.add(source.entry(invocation.terminal().readable(argument)));
    }
    if (entries.isEmpty()) {
      InputStream in = invocation.terminal().in();
      entries.add(
          new SourceEntry.File(
              invocation.text("stdin-name").orElse(""), () -> in, OptionalLong.empty()));
    }
    return entries;
  }

  private static IgnoreRules ignoreRules(Invocation invocation) throws IOException {
    List<String> lines = invocation.text("ignore").map(List::of).orElse(List.of());
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
