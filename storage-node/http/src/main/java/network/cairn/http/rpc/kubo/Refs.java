package network.cairn.http.rpc.kubo;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import network.cairn.api.answer.content.RefAnswer;
import network.cairn.api.table.ContentTable;
import network.cairn.content.service.Reference;
import network.cairn.content.service.ReferenceVisitor;
import network.cairn.content.service.ReferenceWalk;
import network.cairn.http.rpc.BadRequest;
import network.cairn.http.rpc.Call;
import network.cairn.http.rpc.CommandFault;
import network.cairn.http.rpc.Reply;
import network.cairn.http.rpc.Route;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;

/// `refs` and the lists of all local blocks.
final class Refs {
  private final Backend backend;

  Refs(Backend backend) {
    this.backend = backend;
  }

  List<Route> routes() {
    return List.of(
        Route.of(ContentTable.REFS, this::refs),
        Route.of(ContentTable.REFS_LOCAL, this::local),
        Route.of(ContentTable.REPO_LS, this::local));
  }

  private void local(Call call, Reply reply) throws IOException {
    CidBase base = new CidBase(call);
    try (Stream<Multihash> hashes = backend.repository().blockstore().multihashes()) {
      for (Multihash hash : (Iterable<Multihash>) hashes::iterator) {
        reply.line(new RefAnswer(base.text(Cid.v1(Multicodec.RAW, hash)), ""));
      }
    }
  }

  private void refs(Call call, Reply reply) throws IOException {
    CidBase base = new CidBase(call);
    String format = format(call);
    int depth =
        call.flag("recursive")
            ? Math.clamp(call.number("max-depth").orElse(-1), -1, Integer.MAX_VALUE)
            : 1;
    backend
        .reader(call)
        .references(
            call.arguments(),
            new ReferenceWalk.Rules(depth, call.flag("unique")),
            new ReferenceVisitor() {
              @Override
              public void visit(Reference reference) throws IOException {
                reply.line(new RefAnswer(text(format, reference, base), ""));
              }

              // As Kubo has it: status 200, and the reason among the answers.
              @Override
              public void failed(RuntimeException why) throws IOException {
                String reason = CommandFault.text(CommandFault.text(why), call.deadline());
                reply.failure(new RefAnswer("", reason));
              }
            });
  }

  private static String format(Call call) {
    if (!call.flag("edges")) {
      return call.text("format").filter(f -> !f.isEmpty()).orElse("<dst>");
    }
    if (call.text("format").filter(f -> !f.equals("<dst>") && !f.isEmpty()).isPresent()) {
      throw new BadRequest("using format argument with edges is not allowed");
    }
    return "<src> -> <dst>";
  }

  private static String text(String format, Reference reference, CidBase base) {
    return format
        .replace("<src>", base.text(reference.source()))
        .replace("<dst>", base.text(reference.target()))
        .replace("<linkname>", reference.name());
  }
}
