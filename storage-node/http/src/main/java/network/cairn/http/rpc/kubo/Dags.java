package network.cairn.http.rpc.kubo;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import network.cairn.api.answer.content.DagPathAnswer;
import network.cairn.api.answer.content.DagStatAnswer;
import network.cairn.api.answer.content.ObjectAnswer;
import network.cairn.api.table.DagTable;
import network.cairn.base.tree.ByteSink;
import network.cairn.content.service.BlockBound;
import network.cairn.content.service.CidPrefix;
import network.cairn.content.service.ContentReader;
import network.cairn.content.service.DagStat;
import network.cairn.content.service.ReadContext;
import network.cairn.content.unixfs.Resolved;
import network.cairn.http.rpc.BadRequest;
import network.cairn.http.rpc.Call;
import network.cairn.http.rpc.CommandError;
import network.cairn.http.rpc.Part;
import network.cairn.http.rpc.Reply;
import network.cairn.http.rpc.Route;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.model.Node;

/// `dag/…` but for `dag/import`.
final class Dags {
  /// More CIDs than a call has room for.
  private static final int MAX_ROOTS = 32_768;

  private final Backend backend;

  Dags(Backend backend) {
    this.backend = backend;
  }

  List<Route> routes() {
    return List.of(
        Route.of(DagTable.PUT, this::put),
        Route.of(DagTable.GET, this::get),
        Route.of(DagTable.RESOLVE, this::resolve),
        Route.of(DagTable.EXPORT, this::export),
        Route.of(DagTable.STAT, this::stat));
  }

  private void put(Call call, Reply reply) throws IOException {
    CidBase base = new CidBase(call);
    long input = Codecs.code(call.text("input-codec").orElse("dag-json"));
    long store = Codecs.code(call.text("store-codec").orElse("dag-cbor"));
    long hash = Add.hash(backend, call, "hash");
    boolean[] any = new boolean[1];
    List<Cid> stored =
        backend
            .content()
            .putObjects(
                CidPrefix.v1(store, hash),
                call.flag("pin"),
                () -> {
                  Optional<Part> part = call.part();
                  if (part.isEmpty() && !any[0]) {
                    throw new BadRequest("file argument 'object data' is required");
                  }
                  any[0] = true;
                  return part.isEmpty()
                      ? Optional.empty()
                      : Optional.of(object(call, part.get(), input, store));
                });
    for (Cid cid : stored) {
      reply.line(new ObjectAnswer(base.text(cid)));
    }
  }

  private static byte[] object(Call call, Part part, long input, long store) throws IOException {
    boolean big = call.flag("allow-big-block");
    byte[] bytes = Codecs.encode(store, Codecs.decodeInput(input, Blocks.block(part, big)));
    BlockBound.require(bytes.length, big);
    return bytes;
  }

  private void get(Call call, Reply reply) throws IOException {
    ContentReader reader = backend.reader(call);
    Resolved resolved = reader.resolve(ContentReader.path(call.argument(0)));
    Node node = Codecs.decode(resolved.cid().codec(), reader.block(resolved.cid()).bytes());
    for (String name : resolved.remainder()) {
      node =
          node.child(name)
              .orElseThrow(
                  () -> new CommandError("no link named \"" + name + "\" under " + resolved.cid()));
    }
    long output = Codecs.code(call.text("output-codec").orElse("dag-json"));
    reply.bytes("text/plain").write(Codecs.encode(output, node));
  }

  private void resolve(Call call, Reply reply) throws IOException {
    CidBase base = new CidBase(call);
    Resolved resolved = backend.reader(call).resolve(ContentReader.path(call.argument(0)));
    List<String> left = resolved.remainder();
    reply.value(
        new DagPathAnswer(
            base.text(resolved.cid()), left.isEmpty() ? "" : "/" + String.join("/", left)));
  }

  private void export(Call call, Reply reply) throws IOException {
    boolean partial = call.flag("local-only");
    ContentReader reader =
        partial
            ? backend.content().reader(new ReadContext(true, call.deadline()))
            : backend.reader(call);
    Cid root = reader.cid(call.argument(0));
    ByteSink sink = _ -> reply.bytes("application/vnd.ipld.car");
    if (partial) {
      reader.exportPartOfCar(root, sink);
    } else {
      reader.exportCar(root, sink);
    }
  }

  private void stat(Call call, Reply reply) throws IOException, InterruptedException {
    CidBase base = new CidBase(call);
    if (call.arguments().size() > MAX_ROOTS) {
      throw new BadRequest("at most " + MAX_ROOTS + " roots at once");
    }
    DagStat stat = backend.reader(call).dagStat(call.arguments());
    List<DagStatAnswer.Dag> dags =
        stat.dags().stream()
            .map(d -> new DagStatAnswer.Dag(base.text(d.root()), d.bytes(), d.blocks()))
            .toList();
    reply.line(
        new DagStatAnswer(
            stat.uniqueBlocks(), stat.uniqueBytes(), stat.sharedBytes(), stat.ratio(), dags));
  }
}
