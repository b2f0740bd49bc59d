package network.cairn.http.rpc.kubo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import network.cairn.api.table.DagTable;
import network.cairn.http.rpc.BadRequest;
import network.cairn.http.rpc.Call;
import network.cairn.http.rpc.CommandError;
import network.cairn.http.rpc.Json;
import network.cairn.http.rpc.Part;
import network.cairn.http.rpc.Reply;
import network.cairn.http.rpc.Route;
import network.cairn.ipld.car.CarReader;
import network.cairn.ipld.car.CarReader.ZeroSections;
import network.cairn.ipld.car.InvalidCar;
import network.cairn.ipld.car.Section;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.store.blockstore.Writer;
import network.cairn.store.pin.Mode;
import network.cairn.store.pin.PinRefused;
import tools.jackson.databind.node.ObjectNode;

/// `dag/import`: takes CAR files, checks every block, pins the roots.
final class CarImport {
  private static final int MAX_ROOTS = 100_000;
  private static final int ANNOUNCED = 1024;
  private final Backend backend;

  CarImport(Backend backend) {
    this.backend = backend;
  }

  List<Route> routes() {
    return List.of(Route.of(DagTable.IMPORT, this::run));
  }

  /// Counts of one call.
  private static final class Progress {
    final SequencedSet<Cid> roots = new LinkedHashSet<>();
    final List<Cid> stored = new ArrayList<>();
    long blocks;
    long bytes;
  }

  private void run(Call call, Reply reply) throws IOException {
    Progress progress = new Progress();
    boolean pin = call.flag("pin-roots", true);
    try (Writer writer = backend.repository().blockstore().writer()) {
      boolean any = false;
      for (Optional<Part> part = call.part(); part.isPresent(); part = call.part()) {
        any = true;
        try {
          read(call, part.get(), writer, progress);
        } catch (InvalidCar e) {
          throw new CommandError(
              part.get().name()
                  + ": "
                  + e.getMessage()
                  + "; nothing was pinned, get the file again");
        }
      }
      if (!any) {
        throw new BadRequest("file argument 'path' is required");
      }
      writer.commit();
      answer(call, reply, progress, pin);
    }
    backend.stored(progress.stored);
  }

  private void read(Call call, Part part, Writer writer, Progress progress) throws IOException {
    CarReader car = new CarReader(part.body(), Block.READ_LIMIT, ZeroSections.END);
    progress.roots.addAll(car.roots());
    if (progress.roots.size() > MAX_ROOTS) {
      throw new CommandError("more than " + MAX_ROOTS + " roots");
    }
    for (Optional<Section> next = car.next(); next.isPresent(); next = car.next()) {
      call.deadline().check();
      Section section = next.get();
      Blocks.requireSize(section.bytes(), call.flag("allow-big-block"));
      writer.put(Block.verified(section.cid(), section.bytes(), backend.hashing()));
      progress.blocks++;
      progress.bytes += section.bytes().length;
      if (progress.stored.size() < ANNOUNCED) {
        progress.stored.add(section.cid());
      }
    }
  }

  private void answer(Call call, Reply reply, Progress progress, boolean pin) throws IOException {
    Reads reads = new Reads(backend, call);
    for (Cid root : progress.roots) {
      String error = pin ? pin(root) : "";
      if (pin && (!call.flag("silent") || !error.isEmpty())) {
        ObjectNode value = Json.object();
        value.set("Cid", Dags.link(reads, root));
        value.put("PinErrorMsg", error);
        reply.line(Json.object().set("Root", value));
      }
    }
    if (call.flag("stats")) {
      reply.line(
          Json.object()
              .set(
                  "Stats",
                  Json.object()
                      .put("BlockCount", progress.blocks)
                      .put("BlockBytesCount", progress.bytes)));
    }
  }

  private String pin(Cid root) {
    try {
      backend.repository().pins().add(root, Mode.RECURSIVE, Optional.empty());
      return "";
    } catch (PinRefused e) {
      return String.valueOf(e.getMessage());
    }
  }
}
