package network.cairn.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import network.cairn.api.content.CarImportRequest;
import network.cairn.api.content.CarsImported;
import network.cairn.api.content.ReadRequest;
import network.cairn.api.json.JsonValue;
import network.cairn.api.json.RecordWriter;
import network.cairn.api.table.DagTable;
import network.cairn.base.tree.SourceEntry;
import network.cairn.base.units.ByteSize;

/// `cairn dag`: IPLD objects, archives of them, counts.
final class DagCommands {
  private DagCommands() {}

  static void add(Roles roles, Actions actions) {
    actions.put(DagTable.GET, Remote.bytes(roles));
    actions.put(
        DagTable.PUT,
        invocation ->
            FileUpload.run(
                roles, invocation, (v, _, out) -> out.println(v.at("Cid").at("/").text())));
    actions.put(DagTable.RESOLVE, Remote.json(roles, (v, _, out) -> resolved(v, out)));
    actions.put(DagTable.IMPORT, invocation -> importCars(roles, invocation));
    actions.put(DagTable.EXPORT, invocation -> export(roles, invocation));
    actions.put(DagTable.STAT, Remote.json(roles, DagCommands::stat));
  }

  private static void resolved(JsonValue value, PrintStream out) {
    String left = value.at("RemPath").text();
    out.println(
        value.at("Cid").at("/").text()
            + (left.isEmpty() ? "" : (left.startsWith("/") ? left : "/" + left)));
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
            Printable.json(
                "{\"Root\":{\"Cid\":{\"/\":"
                    + RecordWriter.quote(root.cid())
                    + "},\"PinErrorMsg\":"
                    + RecordWriter.quote(error)
                    + "}}"));
      }
    } else if (!silent) {
      if (!error.isEmpty()) {
        throw new CommandFailed("pinning root " + root.cid() + " FAILED: " + error);
      }
      out.println("Pinned root\t" + Printable.of(root.cid()) + "\tsuccess");
    }
  }

  private static int export(Roles roles, Invocation invocation) throws IOException {
    ReadRequest request =
        new ReadRequest(
            Remote.arguments(invocation).getFirst(), invocation.text("timeout"), Optional.empty());
    new Client(roles, invocation)
        .anyhow(api -> {
          api.content().exportCar(request, _ -> invocation.terminal().out());
          return 0;
        });
    return 0;
  }

  private static void stat(JsonValue value, Invocation invocation, PrintStream out) {
    if (!value.at("DagStats").present() || value.at("DagStats").items().isEmpty()) {
      return;
    }
    out.printf(Locale.ROOT, "%-59s\t%-12s\t%s%n", "CID", "Blocks", "Size");
    for (JsonValue dag : value.at("DagStats").items()) {
      JsonValue cid = dag.at("Cid");
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
    out.printf(Locale.ROOT, "Ratio: %f%n", value.at("Ratio").real());
  }

  private static String size(JsonValue bytes) {
    return bytes.text() + " (" + ByteSize.text(bytes.number()) + ")";
  }
}
