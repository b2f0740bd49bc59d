package network.cairn.http.rpc.kubo;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import network.cairn.api.answer.content.CarImportEvent;
import network.cairn.api.table.DagTable;
import network.cairn.content.service.CarImporter;
import network.cairn.http.rpc.BadRequest;
import network.cairn.http.rpc.Call;
import network.cairn.http.rpc.CommandError;
import network.cairn.http.rpc.Part;
import network.cairn.http.rpc.Reply;
import network.cairn.http.rpc.Route;

/// `dag/import`: takes CAR files, checks every block, pins the roots.
final class CarImport {
  private final Backend backend;

  CarImport(Backend backend) {
    this.backend = backend;
  }

  List<Route> routes() {
    return List.of(Route.of(DagTable.IMPORT, this::run));
  }

  private void run(Call call, Reply reply) throws IOException {
    CidBase base = new CidBase(call);
    CarImporter.Imported imported =
        backend
            .content()
            .importCars(
                pins(call),
                call.flag("allow-big-block"),
                call.deadline(),
                importer -> read(call, importer));
    for (CarImporter.Root root : imported.roots()) {
      if (!call.flag("silent") || !root.pinError().isEmpty()) {
        reply.line(new CarImportEvent.Root(base.text(root.cid()), root.pinError()));
      }
    }
    if (call.flag("stats")) {
      reply.line(new CarImportEvent.Stats(imported.blocks(), imported.bytes()));
    }
  }

  /// A part of a DAG cannot be pinned as a whole.
  private static boolean pins(Call call) {
    boolean partial = call.flag("local-only");
    if (partial && call.given("pin-roots") && call.flag("pin-roots", true)) {
      throw new CommandError(
          "--local-only implies --pin-roots=false and cannot be combined with --pin-roots=true;"
              + " please drop one of them");
    }
    return !partial && call.flag("pin-roots", true);
  }

  private static void read(Call call, CarImporter importer) throws IOException {
    boolean any = false;
    for (Optional<Part> part = call.part(); part.isPresent(); part = call.part()) {
      any = true;
      importer.car(part.get().name(), part.get().body());
    }
    if (!any) {
      throw new BadRequest("file argument 'path' is required");
    }
  }
}
