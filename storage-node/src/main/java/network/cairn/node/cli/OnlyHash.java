package network.cairn.node.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import network.cairn.node.blockservice.BlockSink;
import network.cairn.node.hash.HashPool;
import network.cairn.node.unixfs.ImportFlags;
import network.cairn.node.unixfs.ImportListener;
import network.cairn.node.unixfs.ImportOptions;
import network.cairn.node.unixfs.Imported;
import network.cairn.node.unixfs.Importer;
import network.cairn.node.unixfs.TreeBuilder;
import network.cairn.node.unixfs.source.SourceEntry;

/// `cairn add --only-hash`: computes CIDs in this process, on all cores, without repository or
/// daemon.
final class OnlyHash {
  private OnlyHash() {}

  static int run(Invocation invocation, List<SourceEntry> entries, long total) throws IOException {
    ImportOptions options;
    try {
      options =
          ImportFlags.options(
              name -> invocation.given(name) ? invocation.text(name) : Optional.empty(),
              "unixfs-v1-2025");
    } catch (IllegalArgumentException e) {
      throw new CommandFailed(
          e.getMessage() == null ? "these options do not fit together" : e.getMessage());
    }
    ProgressBar bar = new ProgressBar(invocation.terminal(), invocation, total);
    Listener listener = new Listener(invocation, bar);
    try (HashPool pool = HashPool.ofCores()) {
      Importer importer = new Importer(BlockSink.discarding(), pool, options);
      if (invocation.flag("wrap-with-directory")) {
        wrapped(importer, entries, listener);
      } else {
        for (SourceEntry root : entries) {
          importer.tree(root, listener);
        }
      }
    }
    bar.clear();
    if (invocation.flag("quieter")) {
      invocation.terminal().out().println(listener.last);
    }
    return 0;
  }

  /// What has no name, because it comes from standard input, is called by its CID.
  private static void wrapped(Importer importer, List<SourceEntry> entries, Listener listener)
      throws IOException {
    if (entries.getFirst() instanceof SourceEntry.File file && file.name().isEmpty()) {
      TreeBuilder tree = importer.builder(listener);
      Imported imported = importer.tree(file, listener);
      tree.add(imported.cid().toString(), imported);
      tree.finishWrapped();
    } else {
      importer.tree(SourceEntry.wrap(entries), listener);
    }
  }

  private static final class Listener implements ImportListener {
    private final Invocation invocation;
    private final ProgressBar bar;
    private String last = "";
    private long done;
    private long current;

    private Listener(Invocation invocation, ProgressBar bar) {
      this.invocation = invocation;
      this.bar = bar;
    }

    @Override
    public void progress(String path, long bytes) {
      current = bytes;
      bar.at(done + bytes);
    }

    @Override
    public void added(String path, Imported imported) {
      done += current;
      current = 0;
      last = imported.cid().toString();
      bar.clear();
      boolean nameless = path.isEmpty() && imported.type() != Imported.Type.DIRECTORY;
      AddCommand.result(last, nameless ? last : path, imported.dagSize(), invocation);
    }
  }
}
