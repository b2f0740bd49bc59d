package network.cairn.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import network.cairn.api.content.CarImportRequest;
import network.cairn.api.content.CarsImported;
import network.cairn.api.content.ReadRequest;
import network.cairn.base.tree.SourceEntry;
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
            invocation -> importCars(roles, invocation)),
        Command.leaf(
            "export",
            "Write a DAG as a CAR to standard output.",
            List.of(Option.flag("progress", 'p', "Accepted for Kubo's sake.")),
            List.of(Argument.one("root", "The root.")),
            invocation -> export(roles, invocation)),
        Command.leaf(
            "stat",
            "Count the blocks and bytes of DAGs.",
            List.of(Option.flag("progress", 'p', "Show progress.")),
            List.of(PATHS),
            Remote.json(roles, false, DagCommands::stat)));
  }

  private static int importCars(Roles roles, Invocation invocation) throws IOException {
    CarImportRequest request =
        new CarImportRequest(invocation.flag("pin-roots"), invocation.flag("allow-big-block"));
    List<SourceEntry.File> cars = FileUpload.files(invocation);
    CarsImported imported =
        new Client(roles, invocation).anyhow(api -> api.content().importCars(request, cars));
    PrintStream out = invocation.terminal().out();
    for (CarsImported.Root root : imported.roots()) {
      root(root, invocation, out);
    }
    if (invocation.flag("stats")) {
      out.println(
          invocation.json()
              ? "{\"Stats\":{\"BlockCount\":"
                  + imported.blocks()
                  + ",\"BlockBytesCount\":"
                  + imported.bytes()
                  + "}}"
              : "Imported " + imported.blocks() + " blocks (" + imported.bytes() + " bytes)");
    }
    return 0;
  }

  private static void root(CarsImported.Root root, Invocation invocation, PrintStream out) {
    String error = root.pinError();
    boolean silent = invocation.flag("silent");
    if (invocation.json()) {
      if (!silent || !error.isEmpty()) {
        out.println(
            "{\"Root\":{\"Cid\":{\"/\":\""
                + root.cid()
                + "\"},\"PinErrorMsg\":"
                + Json.quote(error)
                + "}}");
      }
    } else if (!silent) {
      if (!error.isEmpty()) {
        throw new CommandFailed("pinning root " + root.cid() + " FAILED: " + error);
      }
      out.println("Pinned root\t" + root.cid() + "\tsuccess");
    }
  }

  private static int export(Roles roles, Invocation invocation) throws IOException {
    ReadRequest request =
        new ReadRequest(invocation.argument(0), invocation.text("timeout"), Optional.empty());
    new Client(roles, invocation)
        .anyhow(api -> {
          api.content().exportCar(request, _ -> invocation.terminal().out());
          return 0;
        });
    return 0;
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
