package network.cairn.cli;

import java.io.PrintStream;
import java.util.Locale;
import network.cairn.api.json.JsonValue;
import network.cairn.api.table.DagTable;
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
    actions.put(
        DagTable.IMPORT, invocation -> FileUpload.run(roles, invocation, DagCommands::imported));
    actions.put(DagTable.EXPORT, Remote.bytes(roles));
    actions.put(DagTable.STAT, Remote.json(roles, DagCommands::stat));
  }

  private static void resolved(JsonValue value, PrintStream out) {
    String left = value.at("RemPath").text();
    out.println(
        value.at("Cid").at("/").text() + (left.isEmpty() ? "" : "/" + left.replaceFirst("^/", "")));
  }

  private static void imported(JsonValue value, Invocation invocation, PrintStream out) {
    JsonValue root = value.at("Root");
    if (root.present() && !invocation.flag("silent")) {
      String error = root.at("PinErrorMsg").text();
      String cid = root.at("Cid").at("/").text();
      if (!error.isEmpty()) {
        throw new CommandFailed("pinning root " + cid + " FAILED: " + error);
      }
      out.println("Pinned root\t" + cid + "\tsuccess");
    }
    JsonValue stats = value.at("Stats");
    if (stats.present()) {
      out.println(
          "Imported "
              + stats.at("BlockCount").text()
              + " blocks ("
              + stats.at("BlockBytesCount").text()
              + " bytes)");
    }
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
    out.printf(Locale.ROOT, "Ratio: %f%n", Double.parseDouble(value.at("Ratio").text()));
  }

  private static String size(JsonValue bytes) {
    return bytes.text() + " (" + ByteSize.text(bytes.number()) + ")";
  }
}
