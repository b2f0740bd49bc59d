package network.cairn.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import network.cairn.api.content.CatRequest;

/// Commands that read content: `cat`, `ls`, `refs`, `resolve`.
final class ContentCommands {
  private static final Argument PATH = Argument.one("path", "A CID or a path below one.");
  private static final Argument PATHS = Argument.many("path", "CIDs or paths below them.");

  private ContentCommands() {}

  static Command cat(Roles roles) {
    return Command.leaf(
        "cat",
        "Show the bytes of a file.",
        List.of(
            Option.number("offset", 'o', "Byte to begin at."),
            Option.number("length", 'l', "Bytes to show at most."),
            Option.text("peer", "A peer to fetch from, as a multiaddr with /p2p."),
            Option.flag("progress", 'p', "Accepted for Kubo's sake.")),
        List.of(PATHS),
        invocation -> cat(roles, invocation));
  }

  private static int cat(Roles roles, Invocation invocation) throws IOException {
    CatRequest request =
        new CatRequest(
            Remote.arguments(invocation),
            invocation.number("offset"),
            invocation.number("length"),
            invocation.text("timeout"),
            invocation.text("peer"));
    new Client(roles, invocation)
        .anyhow(api -> {
          api.content().cat(request, _ -> invocation.terminal().out());
          return 0;
        });
    return 0;
  }

  static Command ls(Roles roles) {
    return Command.leaf(
        "ls",
        "List the entries of a directory.",
        List.of(
            Option.flag("headers", 'v', "Print column headers."),
            Option.flag("resolve-type", "Look at each entry for its type.").orElse("true"),
            Option.flag("size", "Look at each entry for its size.").orElse("true"),
            Option.flag("stream", 's', "Print entries as they are found, unsorted.")),
        List.of(PATHS),
        invocation -> {
          boolean many = invocation.arguments().size() > 1;
          return Remote.run(
              roles,
              false,
              invocation,
              Remote.query(invocation),
              (value, in, out) -> list(value, in, out, many));
        });
  }

  private static void list(Json value, Invocation invocation, PrintStream out, boolean many) {
    String gap = "";
    for (Json object : value.at("Objects").items()) {
      out.print(gap);
      if (many) {
        out.println(object.at("Hash").text() + ":");
        gap = "\n";
      }
      List<List<String>> rows = new ArrayList<>();
      if (invocation.flag("headers")) {
        rows.add(List.of("Hash", "Size", "Name"));
      }
      for (Json link : object.at("Links").items()) {
        boolean directory = link.at("Type").number() == 1;
        rows.add(
            List.of(
                link.at("Hash").text(),
                directory ? "-" : link.at("Size").text(),
                link.at("Name").text() + (directory ? "/" : "")));
      }
      rows(rows, invocation, out);
    }
  }

  /// Columns of one width below headers, else words with a blank between.
  private static void rows(List<List<String>> rows, Invocation invocation, PrintStream out) {
    boolean padded = invocation.flag("headers");
    int hash = padded ? rows.stream().mapToInt(r -> r.get(0).length()).max().orElse(0) : 0;
    int size = padded ? rows.stream().mapToInt(r -> r.get(1).length()).max().orElse(0) : 0;
    for (List<String> row : rows) {
      String bytes = invocation.flag("size") ? filled(row.get(1), size) + " " : "";
      out.println(filled(row.get(0), hash) + " " + bytes + row.get(2));
    }
  }

  private static String filled(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  static Command refs(Roles roles) {
    Remote.Renderer renderer =
        (value, _, out) -> {
          if (!value.at("Err").text().isEmpty()) {
            throw new CommandFailed(value.at("Err").text());
          }
          out.println(value.at("Ref").text());
        };
    return Command.leaf(
            "refs",
            "List the links of an object.",
            List.of(
                Option.text("format", "How to print an edge: <src> <dst> <linkname>."),
                Option.flag("edges", 'e', "Print source and target of each link."),
                Option.flag("unique", 'u', "Print each link once."),
                Option.flag("recursive", 'r', "Follow links."),
                Option.number("max-depth", "Depth to follow to; -1 for no bound.")),
            List.of(PATHS),
            Remote.json(roles, false, renderer))
        .with(
            Command.leaf(
                "local",
                "List all blocks kept here.",
                List.of(),
                List.of(),
                Remote.json(roles, false, renderer)));
  }

  static Command resolve(Roles roles) {
    return Command.leaf(
        "resolve",
        "Find the CID that a path leads to.",
        List.of(Option.flag("recursive", 'r', "Resolve until the end.").orElse("true")),
        List.of(PATH),
        Remote.json(roles, false, (value, _, out) -> out.println(value.at("Path").text())));
  }
}
