package network.cairn.app.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import network.cairn.api.content.AddListener;
import network.cairn.api.content.AddRequest;
import network.cairn.base.tree.SourceEntry;
import network.cairn.content.blockservice.BlockSink;
import network.cairn.content.unixfs.ImportFlags;
import network.cairn.content.unixfs.ImportListener;
import network.cairn.content.unixfs.ImportOptions;
import network.cairn.content.unixfs.ImportProfile;
import network.cairn.content.unixfs.Imported;
import network.cairn.content.unixfs.Importer;
import network.cairn.content.unixfs.TreeBuilder;
import network.cairn.store.config.Config;
import network.cairn.store.hash.HashPool;

/// `cairn add --only-hash`: computes CIDs in this process, on all cores, without repository or
/// daemon.
final class OnlyHash {
  private OnlyHash() {}

  static void run(Path home, AddRequest request, List<SourceEntry> entries, AddListener listener)
      throws IOException {
    ImportOptions options = AddedText.layout(request, imports(home));
    ImportListener heard = AddedText.of(listener, request);
    try (HashPool pool = HashPool.ofCores()) {
      Importer importer = new Importer(BlockSink.discarding(), pool, options);
      if (request.wrap()) {
        wrapped(importer, entries, heard);
      } else {
        for (SourceEntry root : entries) {
          importer.tree(root, heard);
        }
      }
    }
  }

  /// A home is not needed, but one that is there says how things are imported.
  private static ImportFlags.Home imports(Path home) {
    if (!Config.exists(home)) {
      return ImportFlags.Home.of(ImportProfile.UNIXFS_V1_2025.label());
    }
    Config config = Config.load(home);
    return new ImportFlags.Home(config.importProfile(), config.imports());
  }

  /// What has no name, because it comes from standard input, is called by its CID.
  private static void wrapped(Importer importer, List<SourceEntry> entries, ImportListener listener)
      throws IOException {
    if (entries.getFirst() instanceof SourceEntry.File file && file.name().isEmpty()) {
      try (TreeBuilder tree = importer.builder(listener)) {
        Imported imported = importer.tree(file, listener);
        tree.add(imported.cid().toString(), imported);
        tree.finishWrapped();
      }
    } else {
      importer.tree(SourceEntry.wrap(entries), listener);
    }
  }
}
