package network.cairn.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import network.cairn.api.answer.content.CarImportEvent;
import network.cairn.api.answer.content.DagPathAnswer;
import network.cairn.api.answer.content.DagStatAnswer;
import network.cairn.api.answer.content.ObjectAnswer;
import network.cairn.api.content.CarImportRequest;
import network.cairn.api.content.CarsImported;
import network.cairn.api.content.ReadRequest;
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
                roles, invocation, (v, _, out) -> out.println(ObjectAnswer.read(v).cid())));
    actions.put(DagTable.RESOLVE, Remote.json(roles, DagPathAnswer::read, DagCommands::resolved));
    actions.put(DagTable.IMPORT, invocation -> importCars(roles, invocation));
    actions.put(DagTable.EXPORT, invocation -> export(roles, invocation));
    actions.put(
        DagTable.STAT,
        invocation ->
            Remote.together(roles, invocation, (v, _, out) -> stat(DagStatAnswer.read(v), out)));
  }

  private static void resolved(DagPathAnswer answer, PrintStream out) {
    String left = answer.remPath();
    out.println(answer.cid() + (left.isEmpty() ? "" : (left.startsWith("/") ? left : "/" + left)));
  }

  private static int importCars(Roles roles, Invocation invocation) throws IOException {
    boolean partial = invocation.flag("local-only");
    if (partial && invocation.given("pin-roots") && invocation.flag("pin-roots")) {
      throw new UsageError("--local-only means --pin-roots=false; drop one of them");
    }
    CarImportRequest request =
        new CarImportRequest(
            invocation.flag("pin-roots") && !partial,
            invocation.flag("allow-big-block"),
            invocation.manner());
    List<SourceEntry.File> cars = FileUpload.files(invocation);
    CarsImported imported =
        new Client(roles, invocation).anyhow(api -> api.content().importCars(request, cars));
    PrintStream out = invocation.terminal().out();
    String failure = "";
    for (CarsImported.Root root : imported.roots()) {
      CarImportEvent.Root event = new CarImportEvent.Root(root.cid(), root.pinError());
      show(event, invocation, out);
      failure = failure.isEmpty() ? event.failure() : failure;
    }
    if (invocation.flag("stats")) {
      out.println(
          invocation.json()
              ? new CarImportEvent.Stats(imported.blocks(), imported.bytes()).json()
              : "Imported " + imported.blocks() + " blocks (" + imported.bytes() + " bytes)");
    }
    if (!failure.isEmpty()) {
      throw new CommandFailed(failure);
    }
    return 0;
  }

  private static void show(CarImportEvent.Root root, Invocation invocation, PrintStream out) {
    boolean pinned = root.pinErrorMsg().isEmpty();
    boolean silent = invocation.flag("silent");
    if (invocation.json() && !(silent && pinned)) {
      out.println(Printable.json(root.json()));
    } else if (!invocation.json() && !silent && pinned) {
      out.println("Pinned root\t" + Printable.of(root.cid()) + "\tsuccess");
    }
  }

  private static int export(Roles roles, Invocation invocation) throws IOException {
    ReadRequest request =
        new ReadRequest(
            invocation.argument(0), invocation.text("timeout"), Optional.empty(), Optional.empty());
    new Client(roles, invocation)
        .anyhow(api -> {
          api.content()
              .exportCar(request, invocation.flag("local-only"), _ -> invocation.terminal().out());
          return 0;
        });
    return 0;
  }

  private static void stat(DagStatAnswer answer, PrintStream out) {
    if (answer.dagStats().isEmpty()) {
      return;
    }
    out.println();
    out.printf(Locale.ROOT, "%-59s\t%-15s\t%s%n", "CID", "Blocks", "Size");
    for (DagStatAnswer.Dag dag : answer.dagStats()) {
      out.printf(Locale.ROOT, "%-59s\t%-15d\t%d%n", dag.cid(), dag.numBlocks(), dag.size());
    }
    out.println();
    out.println("Summary");
    out.println("Total Size: " + size(answer.totalSize()));
    out.println("Unique Blocks: " + answer.uniqueBlocks());
    out.println("Shared Size: " + size(answer.sharedSize()));
    out.printf(Locale.ROOT, "Ratio: %f%n%n%n", answer.ratio());
  }

  private static String size(long bytes) {
    return bytes + " (" + ByteSize.text(bytes) + ")";
  }
}
