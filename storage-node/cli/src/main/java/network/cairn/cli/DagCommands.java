package network.cairn.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import network.cairn.base.units.ByteSize;

/// `cairn dag`: IPLD objects, archives of them, counts.
final class DagCommands {
  private static final Argument PATH = Argument.one("path", "A CID or a path below one.");
  private static final Argument PATHS = Argument.many("path", "CIDs or paths below them.");

  private DagCommands() {}

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
                FileUpload.run(
                    roles, invocation, (v, _, out) -> out.println(v.at("Cid").at("/").text()))),
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
            invocation -> FileUpload.run(roles, invocation, DagCommands::imported)),
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
            Remote.json(roles, false, DagCommands::stat)));
  }

  private static void imported(Json value, Invocation invocation, PrintStream out) {
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

  private static void stat(Json value, Invocation invocation, PrintStream out) {
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
    out.println();
    out.println("Summary");
    out.println("Total Size: " + size(value.at("TotalSize")));
    out.println("Unique Blocks: " + value.at("UniqueBlocks").text());
    out.println("Shared Size: " + size(value.at("SharedSize")));
    out.printf(Locale.ROOT, "Ratio: %f%n", Double.parseDouble(value.at("Ratio").text()));
  }

  private static String size(Json bytes) {
    return bytes.text() + " (" + ByteSize.text(bytes.number()) + ")";
  }
}
