package network.cairn.http.rpc.kubo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import network.cairn.api.answer.kubo.CollectedAnswer;
import network.cairn.api.answer.kubo.RepoCheckAnswer;
import network.cairn.api.answer.kubo.RepoStatAnswer;
import network.cairn.api.answer.kubo.RepoVersionAnswer;
import network.cairn.api.json.JsonRecord;
import network.cairn.api.table.RepoTable;
import network.cairn.deals.provider.PieceAudit;
import network.cairn.http.rpc.Call;
import network.cairn.http.rpc.CommandError;
import network.cairn.http.rpc.Reply;
import network.cairn.http.rpc.Route;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.store.gc.GcReport;
import network.cairn.store.repo.RepoStat;
import network.cairn.store.repo.Repository.VerifyEvent;
import network.cairn.store.repo.Repository.VerifyReport;

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
    Optional<RepoStatAnswer.Contents> contents =
        call.flag("size-only") ? Optional.empty() : Optional.of(contents(stat));
    reply.value(new RepoStatAnswer(stat.repoSize(), stat.storageMax(), contents));
  }

  private RepoStatAnswer.Contents contents(RepoStat stat) {
    return new RepoStatAnswer.Contents(
        stat.store().blocks(),
        backend.repository().blockstore().attached().size(),
        stat.store().attachedBytes(),
        stat.path().toString(),
        LAYOUT + stat.version());
  }

  private void version(Call call, Reply reply) throws IOException {
    int version = backend.repository().stat().version();
    reply.value(new RepoVersionAnswer(Integer.toString(version)));
  }

  private void collect(Call call, Reply reply) throws IOException {
    CidBase base = new CidBase(call);
    boolean silent = call.flag("silent");
    GcReport report =
        backend
            .repository()
            .gc(
                hash -> {
                  if (!silent) {
                    write(reply, new CollectedAnswer(base.text(Cid.v1(Multicodec.RAW, hash)), ""));
                  }
                },
                call.deadline());
    switch (report) {
      case GcReport.Done _ -> {}
      case GcReport.Aborted(Cid root, Cid block, String reason) -> {
        String error =
            String.format(
                Locale.ROOT, "nothing was removed: block %s below pin %s: %s", block, root, reason);
        if (!call.flag("stream-errors")) {
          throw new CommandError(error);
        }
        reply.line(new CollectedAnswer("", error));
      }
    }
  }

  private void verify(Call call, Reply reply) throws IOException {
    boolean drop = call.flag("drop");
    VerifyReport blocks = backend.repository().verify(drop, event -> write(reply, line(event)));
    PieceAudit.Report pieces =
        PieceAudit.run(
            backend.repository(), damage -> write(reply, new RepoCheckAnswer(damage, 0)));
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
    reply.line(new RepoCheckAnswer("verify complete, all blocks validated.", 0));
  }

  private static RepoCheckAnswer line(VerifyEvent event) {
    return switch (event) {
      case VerifyEvent.Checked(long blocks, long _) -> new RepoCheckAnswer("", blocks);
      case VerifyEvent.Damaged(var block, String message) ->
          new RepoCheckAnswer(
              "block " + Cid.v1(Multicodec.RAW, block) + " was corrupt (" + message + ")", 0);
    };
  }

  private static void write(Reply reply, JsonRecord line) {
    try {
      reply.line(line);
    } catch (IOException e) {
      throw new UncheckedIOException("the caller went away", e);
    }
  }
}
