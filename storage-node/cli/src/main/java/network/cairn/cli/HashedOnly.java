package network.cairn.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import network.cairn.base.tree.SourceEntry;

/// `cairn add --only-hash`: shows CIDs that are computed in this process.
final class HashedOnly implements Roles.Hashed {
  private final Invocation invocation;
  private final ProgressBar bar;
  private String last = "";
  private long done;
  private long current;

  private HashedOnly(Invocation invocation, ProgressBar bar) {
    this.invocation = invocation;
    this.bar = bar;
  }

  static int run(Roles roles, Invocation invocation, List<SourceEntry> entries, long total)
      throws IOException {
    ProgressBar bar = new ProgressBar(invocation.terminal(), invocation, total);
    HashedOnly shown = new HashedOnly(invocation, bar);
    roles.hash(
        name -> invocation.given(name) ? invocation.text(name) : Optional.empty(),
        invocation.flag("wrap-with-directory"),
        entries,
        shown);
    bar.clear();
    if (invocation.flag("quieter")) {
      invocation.terminal().out().println(shown.last);
    }
    return 0;
  }

  @Override
  public void progress(long bytes) {
    current = bytes;
    bar.at(done + bytes);
  }

  @Override
  public void added(String path, String cid, long dagSize, boolean directory) {
    done += current;
    current = 0;
    last = cid;
    bar.clear();
    AddCommand.result(cid, path.isEmpty() && !directory ? cid : path, dagSize, invocation);
  }
}
