package network.cairn.node.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/// Commands that read and write content: `cat`, `ls`, `refs`, `resolve`, `block`, `dag`.
final class ContentCommands {
  private static final Argument PATH = Argument.one("path", "A CID or a path below one.");
  private static final Argument PATHS = Argument.many("path", "CIDs or paths below them.");
  private static final Set<String> LOCAL = Set.of("quiet", "headers", "long");

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
        Remote.bytes(roles));
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

  private static void list(
      Json value, Invocation invocation, java.io.PrintStream out, boolean many) {
    for (Json object : value.at("Objects").items()) {
      if (many) {
        out.println(object.at("Hash").text() + ":");
      }
      if (invocation.flag("headers")) {
        out.println("Hash Size Name");
      }
      for (Json link : object.at("Links").items()) {
        boolean directory = link.at("Type").number() == 1;
        String size = directory ? "-" : link.at("Size").text();
        out.println(
            link.at("Hash").text()
                + (invocation.flag("size") ? " " + size : "")
                + " "
                + link.at("Name").text()
                + (directory ? "/" : ""));
      }
      if (many) {
        out.println();
      }
    }
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

  static Command block(Roles roles) {
    return Command.group(
        "block",
        "Work with raw blocks.",
        Command.leaf(
            "get",
            "Print a block's bytes.",
            List.of(),
            List.of(Argument.one("cid", "The block.")),
            Remote.bytes(roles)),
        Command.leaf(
            "stat",
            "Print a block's size.",
            List.of(),
            List.of(Argument.one("cid", "The block.")),
            Remote.json(
                roles,
                false,
                (v, _, out) ->
                    out.println("Key: " + v.at("Key").text() + "\nSize: " + v.at("Size").text()))),
        Command.leaf(
            "put",
            "Keep files or standard input as blocks.",
            List.of(
                Option.text("cid-codec", "Codec of the CID.").orElse("raw"),
                Option.text("mhtype", "Hash function.").orElse("sha2-256"),
                Option.number("mhlen", "Digest length in bytes; -1 for the function's own."),
                Option.flag("pin", "Pin the blocks."),
                Option.flag("allow-big-block", "Allow blocks over 1 MiB.")),
            List.of(Argument.any("data", "Files; standard input where none is given.")),
            invocation ->
                upload(roles, invocation, (v, _, out) -> out.println(v.at("Key").text()))),
        Command.leaf(
            "rm",
            "Remove blocks that nothing pins.",
            List.of(
                Option.flag("force", 'f', "Say nothing of blocks that are not here."),
                Option.flag("quiet", 'q', "Print nothing.")),
            List.of(Argument.many("cid", "Blocks.")),
            ContentCommands.removal(roles)));
  }

  private static Command.Action removal(Roles roles) {
    return invocation -> {
      boolean[] failed = new boolean[1];
      Remote.run(
          roles,
          false,
          invocation,
          Remote.query(invocation),
          (value, in, out) -> {
            String error = value.at("Error").text();
            if (!error.isEmpty()) {
              failed[0] = true;
              in.terminal()
                  .err()
                  .println("cannot remove " + value.at("Hash").text() + ": " + error);
            } else if (!in.flag("quiet")) {
              out.println("removed " + value.at("Hash").text());
            }
          });
      if (failed[0]) {
        throw new CommandFailed("some blocks not removed");
      }
      return 0;
    };
  }

  static Command dag(Roles roles) {
    return Command.group(
        "dag",
        "Work with IPLD objects.",
        Command.leaf(
            "get",
            "Print an object.",
            List.of(Option.text("output-codec", "Codec to print in.").orElse("dag-json")),
            List.of(PATH),
            Remote.bytes(roles)),
        Command.leaf(
            "put",
            "Keep objects from files or standard input.",
            List.of(
                Option.text("store-codec", "Codec to keep in.").orElse("dag-cbor"),
                Option.text("input-codec", "Codec of the input.").orElse("dag-json"),
                Option.text("hash", "Hash function."),
                Option.flag("pin", "Pin the object."),
                Option.flag("allow-big-block", "Allow blocks over 1 MiB.")),
            List.of(Argument.any("data", "Files; standard input where none is given.")),
            invocation ->
                upload(roles, invocation, (v, _, out) -> out.println(v.at("Cid").at("/").text()))),
        Command.leaf(
            "resolve",
            "Find the CID that a path leads to, and what of the path is left.",
            List.of(),
            List.of(PATH),
            Remote.json(
                roles,
                false,
                (v, _, out) -> {
                  String left = v.at("RemPath").text();
                  out.println(
                      v.at("Cid").at("/").text()
                          + (left.isEmpty() ? "" : "/" + left.replaceFirst("^/", "")));
                })),
        Command.leaf(
            "import",
            "Keep the blocks of CAR files.",
            List.of(
                Option.flag("pin-roots", "Pin the roots.").orElse("true"),
                Option.flag("silent", "Print nothing."),
                Option.flag("stats", "Print counts."),
                Option.flag("allow-big-block", "Allow blocks over 1 MiB.")),
            List.of(Argument.any("path", "CAR files; standard input where none is given.")),
            invocation -> upload(roles, invocation, ContentCommands::imported)),
        Command.leaf(
            "export",
            "Write a DAG as a CAR to standard output.",
            List.of(Option.flag("progress", 'p', "Accepted for Kubo's sake.")),
            List.of(Argument.one("root", "The root.")),
            Remote.bytes(roles)),
        Command.leaf(
            "stat",
            "Count the blocks and bytes of DAGs.",
            List.of(Option.flag("progress", 'p', "Show progress.")),
            List.of(PATHS),
            Remote.json(roles, false, ContentCommands::stat)));
  }

  private static void imported(Json value, Invocation invocation, java.io.PrintStream out) {
    Json root = value.at("Root");
    if (root.present() && !invocation.flag("silent")) {
      String error = root.at("PinErrorMsg").text();
      String cid = root.at("Cid").at("/").text();
      if (!error.isEmpty()) {
        throw new CommandFailed("pinning root " + cid + " FAILED: " + error);
      }
      out.println("Pinned root\t" + cid + "\tsuccess");
    }
    Json stats = value.at("Stats");
    if (stats.present()) {
      out.println(
          "Imported "
              + stats.at("BlockCount").text()
              + " blocks ("
              + stats.at("BlockBytesCount").text()
              + " bytes)");
    }
  }

  private static void stat(Json value, Invocation invocation, java.io.PrintStream out) {
    if (!value.at("DagStats").present() || value.at("DagStats").items().isEmpty()) {
      return;
    }
    out.printf(Locale.ROOT, "%-59s\t%-12s\t%s%n", "CID", "Blocks", "Size");
    for (Json dag : value.at("DagStats").items()) {
      Json cid = dag.at("Cid");
      String text = cid.at("/").present() ? cid.at("/").text() : cid.text();
      out.printf(
          Locale.ROOT,
          "%-59s\t%-12s\t%s%n",
          text,
          dag.at("NumBlocks").text(),
          dag.at("Size").text());
    }
    out.printf(
        "%nSummary%nTotal Size: %s%nUnique Blocks: %s%n",
        value.at("TotalSize").text(), value.at("UniqueBlocks").text());
    out.printf(
        "Shared Size: %s%nRatio: %s%n", value.at("SharedSize").text(), value.at("Ratio").text());
  }

  /// Sends the files that the arguments name, or standard input, as parts of one call.
  static int upload(Roles roles, Invocation invocation, Remote.Renderer renderer)
      throws IOException {
    Api.Query query = new Api.Query();
    invocation.command().options().stream()
        .map(Option::name)
        .filter(n -> !LOCAL.contains(n) && invocation.given(n))
        .forEach(n -> query.option(n, invocation.text(n).orElse("")));
    String boundary = "cairn-" + UUID.randomUUID();
    List<Path> files =
        invocation.arguments().stream().map(invocation.terminal().directory()::resolve).toList();
    for (Path file : files) {
      if (!Files.isReadable(file)) {
        throw new CommandFailed(
            file + (Files.exists(file) ? ": permission denied" : ": no such file or directory"));
      }
    }
    return new Client(roles, invocation)
        .anyhow(api ->
            api.upload(
                Remote.path(invocation),
                query,
                boundary,
                out -> {
                  Multipart multipart = new Multipart(out, boundary);
                  for (Path file : files) {
                    try (InputStream in = Files.newInputStream(file)) {
                      multipart.part(file.getFileName().toString(), "application/octet-stream", in);
                    }
                  }
                  if (files.isEmpty()) {
                    multipart.part("", "application/octet-stream", invocation.terminal().in());
                  }
                  multipart.end();
                },
                (_, body) -> {
                  Remote.print(body, invocation, renderer);
                  return 0;
                }));
  }
}
