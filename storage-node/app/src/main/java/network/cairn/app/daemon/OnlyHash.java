package network.cairn.app.daemon;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import network.cairn.base.tree.SourceEntry;
import network.cairn.cli.CommandFailed;
import network.cairn.cli.Roles;
import network.cairn.content.blockservice.BlockSink;
import network.cairn.content.unixfs.ImportFlags;
import network.cairn.content.unixfs.ImportListener;
import network.cairn.content.unixfs.ImportOptions;
import network.cairn.content.unixfs.Imported;
import network.cairn.content.unixfs.Importer;
import network.cairn.content.unixfs.TreeBuilder;
import network.cairn.store.hash.HashPool;

/// `cairn add --only-hash`: computes CIDs in this process, on all cores, without repository or
/// daemon.
final class OnlyHash {
  private OnlyHash() {}

  static void run(
      Function<String, Optional<String>> option,
      boolean wrap,
      List<SourceEntry> entries,
      Roles.Hashed hashed)
      throws IOException {
    ImportOptions options = options(option);
    ImportListener listener = listener(hashed);
    try (HashPool pool = HashPool.ofCores()) {
      Importer importer = new Importer(BlockSink.discarding(), pool, options);
      if (wrap) {
        wrapped(importer, entries, listener);
      } else {
        for (SourceEntry root : entries) {
          importer.tree(root, listener);
        }
      }
    }
  }

  private static ImportOptions options(Function<String, Optional<String>> option) {
    try {
      return ImportFlags.options(option, "unixfs-v1-2025");
    } catch (IllegalArgumentException e) {
      throw new CommandFailed(
          e.getMessage() == null ? "these options do not fit together" : e.getMessage());
    }
  }

  /// What has no name, because it comes from standard input, is called by its CID.
  private static void wrapped(Importer importer, List<SourceEntry> entries, ImportListener listener)
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

  private static ImportListener listener(Roles.Hashed hashed) {
    return new ImportListener() {
      @Override
      public void progress(String path, long bytes) {
        hashed.progress(bytes);
      }

      @Override
      public void added(String path, Imported imported) {
        hashed.added(
            path,
            imported.cid().toString(),
            imported.dagSize(),
            imported.type() == Imported.Type.DIRECTORY);
      }
    };
  }
}
