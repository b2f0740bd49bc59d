package network.cairn.content.service;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import network.cairn.base.time.Deadline;
import network.cairn.base.tree.Attributes;
import network.cairn.base.tree.NameOrder;
import network.cairn.base.tree.SourceEntry;
import network.cairn.content.unixfs.ImportListener;
import network.cairn.content.unixfs.Imported;
import network.cairn.content.unixfs.Importer;
import network.cairn.content.unixfs.TreeBuilder;
import network.cairn.ipld.cid.Cid;

/// One `add` under way: entries come one by one, by path, a directory before what is in it, as the
/// parts of an upload do. What has no directory around it is a root by itself. Used by one thread.
public final class Addition implements AutoCloseable {
  private final Importer importer;
  private final TreeBuilder tree;
  private final boolean wrap;
  private final ImportListener listener;
  private final Deadline deadline;
  private final List<Cid> files = new ArrayList<>();

  /// Brings the entries of an `add`.
  @FunctionalInterface
  public interface Feed {
    void into(Addition addition) throws IOException;
  }

  Addition(Importer importer, boolean wrap, ImportListener listener, Deadline deadline) {
    this.importer = importer;
    this.tree = importer.builder(listener);
    this.wrap = wrap;
    this.listener = listener;
    this.deadline = deadline;
  }

  /// A file, read to its end; one without a name is called by its CID. Two that are roots by
  /// themselves may have one name. The stream is not closed.
  ///
  /// @throws IOException if it cannot be read, or if the path is none, is taken or goes through a
  ///   file
  public void file(String path, InputStream bytes, Attributes own) throws IOException {
    deadline.check();
    InputStream in = new TimedInput(bytes, deadline);
    if (path.isEmpty()) {
      Imported file = importer.file("", in, own, listener);
      files.add(file.cid());
      if (wrap) {
        tree.add(file.cid().toString(), file);
      }
    } else if (!wrap && path.indexOf('/') < 0) {
      files.add(importer.file(path, in, own, listener).cid());
    } else {
      tree.addFile(path, in, own);
    }
  }

  /// A directory; one that is there already stays as it is.
  public void directory(String path, Attributes own) throws IOException {
    deadline.check();
    tree.addDirectory(path, own);
  }

  public void symlink(String path, String target, Attributes own) throws IOException {
    deadline.check();
    tree.addSymlink(path, target, own);
  }

  /// An entry with everything below it, children in the order of their names.
  ///
  /// @throws IOException if some of it cannot be read
  public void entry(SourceEntry entry) throws IOException {
    entry(entry, entry.name());
  }

  private void entry(SourceEntry entry, String path) throws IOException {
    switch (entry) {
      case SourceEntry.File source -> {
        try (InputStream in = source.opener().open()) {
          file(path, in, source.attributes());
        }
      }
      case SourceEntry.Symlink(_, String target, Attributes own) -> symlink(path, target, own);
      case SourceEntry.Directory directory -> {
        if (!path.isEmpty()) {
          directory(path, directory.attributes());
        }
        for (SourceEntry child : children(directory)) {
          entry(child, path.isEmpty() ? child.name() : path + "/" + child.name());
        }
      }
    }
  }

  private static List<SourceEntry> children(SourceEntry.Directory directory) throws IOException {
    return directory.lister().list().stream()
        .sorted(Comparator.comparing(SourceEntry::name, NameOrder.ORDER))
        .toList();
  }

  /// Builds the directories.
  ///
  /// @return the roots: files first, then directories, or the one around all
  List<Cid> finish() throws IOException {
    deadline.check();
    if (wrap) {
      return List.of(tree.finishWrapped().cid());
    }
    List<Cid> roots = new ArrayList<>(files);
    roots.addAll(tree.finish().values().stream().map(Imported::cid).toList());
    return roots;
  }

  /// Gives back what is in memory of an `add` that failed.
  @Override
  public void close() {
    tree.close();
  }
}
