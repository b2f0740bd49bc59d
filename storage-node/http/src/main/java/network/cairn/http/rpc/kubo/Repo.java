package network.cairn.http.rpc.kubo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import network.cairn.api.table.RepoTable;
import network.cairn.deals.provider.PieceAudit;
import network.cairn.http.rpc.Call;
import network.cairn.http.rpc.CommandError;
import network.cairn.http.rpc.Json;
import network.cairn.http.rpc.Reply;
import network.cairn.http.rpc.Route;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.store.blockstore.GcReport;
import network.cairn.store.repo.RepoStat;
import network.cairn.store.repo.Repository.VerifyEvent;
import network.cairn.store.repo.Repository.VerifyReport;
import tools.jackson.databind.node.ObjectNode;

/// `repo/…` and `stats/repo`.
final class Repo {
  private static final String LAYOUT = "cairn-repo@";
  private final Backend backend;

  Repo(Backend backend) {
    this.backend = backend;
  }

  List<Route> routes() {
    return List.of(
        Route.of(RepoTable.STAT, this::stat),
        Route.of(RepoTable.STATS_REPO, this::stat),
        Route.of(RepoTable.VERSION, this::version),
        Route.of(RepoTable.COLLECT, this::collect),
        Route.of(RepoTable.VERIFY, this::verify));
  }

  private void stat(Call call, Reply reply) throws IOException {
    RepoStat stat = backend.repository().stat();
    ObjectNode value =
        Json.object().put("RepoSize", stat.repoSize()).put("StorageMax", stat.storageMax());
    if (!call.flag("size-only")) {
      value
          .put("NumObjects", stat.store().blocks())
          .put("NumPieces", backend.repository().blockstore().attached().size())
          .put("PieceBytes", stat.store().attachedBytes())
          .put("RepoPath", stat.path().toString())
          .put("Version", LAYOUT + stat.version());
    }
    reply.value(value);
  }

  private void version(Call call, Reply reply) throws IOException {
    int version = backend.repository().stat().version();
    reply.value(Json.object().put("Version", Integer.toString(version)));
  }

  private void collect(Call call, Reply reply) throws IOException {
    CidBase base = new CidBase(call);
    boolean silent = call.flag("silent");
    GcReport report =
        backend
            .repository()
            .gc(hash -> {
              if (!silent) {
                write(reply, Json.object().set("Key", base.link(Cid.v1(Multicodec.RAW, hash))));
              }
            });
    switch (report) {
      case GcReport.Done _ -> {}
      case GcReport.Aborted(Cid root, Cid block, String reason) -> {
        String error =
            "nothing was removed: block %s below pin %s: %s".formatted(block, root, reason);
        if (!call.flag("stream-errors")) {
          throw new CommandError(error);
        }
        reply.line(Json.object().put("Error", error));
      }
    }
  }

  private void verify(Call call, Reply reply) throws IOException {
    boolean drop = call.flag("drop");
    VerifyReport blocks = backend.repository().verify(drop, event -> write(reply, line(event)));
    PieceAudit.Report pieces =
        PieceAudit.run(
            backend.repository(),
            damage -> write(reply, Json.object().put("Msg", damage).put("Progress", 0)));
    List<String> faults = new ArrayList<>();
    if (blocks.damaged() > 0 && !drop) {
      faults.add(blocks.damaged() + " blocks were corrupt; --drop removes them");
    }
    if (pieces.damaged() > 0) {
      faults.add(
          pieces.damaged()
              + " of "
              + pieces.checked()
              + " pieces kept for others are damaged or missing; put them back as said above");
    }
    if (!faults.isEmpty()) {
      throw new CommandError("verify complete, " + String.join("; ", faults));
    }
    reply.line(
        Json.object().put("Msg", "verify complete, all blocks validated.").put("Progress", 0));
  }

  private static ObjectNode line(VerifyEvent event) {
    return switch (event) {
      case VerifyEvent.Checked(long blocks, long _) ->
          Json.object().put("Msg", "").put("Progress", blocks);
      case VerifyEvent.Damaged(var block, String message) ->
          Json.object()
              .put(
                  "Msg",
                  "block " + Cid.v1(Multicodec.RAW, block) + " was corrupt (" + message + ")")
              .put("Progress", 0);
    };
  }

  private static void write(Reply reply, tools.jackson.databind.JsonNode line) {
    try {
      reply.line(line);
    } catch (IOException e) {
      throw new UncheckedIOException("the caller went away", e);
    }
  }
}
