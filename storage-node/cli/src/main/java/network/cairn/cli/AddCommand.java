package network.cairn.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;
import network.cairn.api.table.ContentTable;
import network.cairn.base.tree.IgnoreRules;
import network.cairn.base.tree.PathSource;
import network.cairn.base.tree.SourceEntry;

/// `cairn add`: reads files here, sends them to whoever imports them, prints their CIDs.
final class AddCommand {
  private AddCommand() {}

  static void add(Roles roles, Actions actions) {
    actions.put(ContentTable.ADD, invocation -> run(roles, invocation));
  }

  private static int run(Roles roles, Invocation invocation) throws IOException {
    List<SourceEntry> entries = entries(invocation);
    long total = total(entries);
    if (invocation.flag("only-hash")) {
      return HashedOnly.run(roles, invocation, entries, total);
    }
    Client client = new Client(roles, invocation);
    return client.anyhow(api -> send(api, invocation, entries, total));
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
              invocation.text("stdin-name").orElse(""), () -> in, java.util.OptionalLong.empty()));
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

  private static int send(Api api, Invocation invocation, List<SourceEntry> entries, long total)
      throws IOException {
    Api.Query query = new Api.Query();
    // The door's default is Kubo's, not this program's.
    if (!invocation.given("profile")) {
      query.option("profile", invocation.text("profile").orElse(""));
    }
    Remote.options(invocation, query);
    query.option("progress", "true").option("stream-channels", "true");
    String boundary = "cairn-" + UUID.randomUUID();
    return api.upload(
        "add",
        query,
        boundary,
        out -> write(out, boundary, entries),
        (_, body) -> {
          report(body, invocation, total);
          return 0;
        });
  }

  private static void write(OutputStream out, String boundary, List<SourceEntry> entries)
      throws IOException {
    MultipartWriter multipart = new MultipartWriter(out, boundary);
    for (SourceEntry entry : entries) {
      multipart.entry(entry, entry.name());
    }
    multipart.end();
  }

  /// Progress and results as they arrive: `added <cid> <name>`.
  static void report(InputStream body, Invocation invocation, long total) throws IOException {
    PrintStream out = invocation.terminal().out();
    ProgressBar bar = new ProgressBar(invocation.terminal(), invocation, total);
    BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    String last = "";
    long done = 0;
    long current = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      JsonValue value = JsonValue.parse(line);
      if (value.at("Hash").present()) {
        done += current;
        current = 0;
        last = value.at("Hash").text();
        bar.clear();
        result(last, value.at("Name").text(), value.at("Size").number(), invocation);
      } else {
        current = value.at("Bytes").number();
        bar.at(done + current);
      }
    }
    bar.clear();
    if (invocation.flag("quieter") && !last.isEmpty()) {
      out.println(last);
    }
  }

  /// Writes one result in the form that was asked for.
  static void result(String cid, String name, long size, Invocation invocation) {
    PrintStream out = invocation.terminal().out();
    if (invocation.flag("silent") || invocation.flag("quieter")) {
      return;
    }
    if (invocation.json()) {
      out.println(
          "{\"Name\":"
              + RecordWriter.quote(name)
              + ",\"Hash\":\""
              + cid
              + "\",\"Size\":\""
              + size
              + "\"}");
    } else if (invocation.flag("quiet")) {
      out.println(cid);
    } else {
      out.println("added " + cid + " " + name);
    }
  }
}
