package network.cairn.content.unixfs;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import network.cairn.base.tree.Attributes;
import network.cairn.base.tree.NameOrder;
import network.cairn.ipld.codec.dagpb.PbLink;
import org.jspecify.annotations.Nullable;

/// A tree whose entries come one by one, named by path; directories on the way are made as needed.
///
/// Files are imported as they come; directories are built at the end, so only names and CIDs are
/// held. Paths have `/` between names. Used by one thread.
public final class TreeBuilder implements AutoCloseable {
  private static final int MAX_DEPTH = 1024;
  private final ImportSession session;
  private final TreeNode.Directory root = new TreeNode.Directory();
  private String lastPath = "";
  private TreeNode.Directory last = root;

  TreeBuilder(ImportSession session) {
    this.session = session;
  }

  private sealed interface TreeNode {
    final class Directory implements TreeNode {
      private final Map<String, TreeNode> children = new TreeMap<>(NameOrder.ORDER);
      private Attributes own = Attributes.NONE;
    }

    /// A file or symlink: `result` gets its one element when it is done.
    record Done(List<Imported> result) implements TreeNode {}
  }

  /// Imports a file to its end; the stream is not closed.
  ///
  /// @throws IOException if the path is no legal path, is taken, or goes through a file
  public void addFile(String path, InputStream in, Attributes own) throws IOException {
    TreeNode.Done node = new TreeNode.Done(new ArrayList<>(1));
    place(path, node);
    session.file(path, in, own, node.result()::add);
  }

  /// Adds what was imported before.
  ///
  /// @throws IOException if the path is no legal path, is taken, or goes through a file
  public void add(String path, Imported imported) throws IOException {
    place(path, new TreeNode.Done(List.of(imported)));
  }

  /// Adds a directory; one that is there already keeps its entries.
  public void addDirectory(String path, Attributes own) throws IOException {
    directory(List.of(path.split("/")), path).own = own;
  }

  public void addSymlink(String path, String target, Attributes own) throws IOException {
    TreeNode.Done node = new TreeNode.Done(new ArrayList<>(1));
    place(path, node);
    session.symlink(path, target, own, node.result()::add);
  }

  /// Builds the entries at the top, each by itself, and tells the listener of their directories.
  public SequencedMap<String, Imported> finish() throws IOException {
    session.finish();
    SequencedMap<String, Imported> tops = new LinkedHashMap<>();
    root.children.forEach((name, node) -> tops.put(name, build(name, node)));
    session.finish();
    return tops;
  }

  /// Builds one directory without a name around all entries at the top.
  public Imported finishWrapped() throws IOException {
    session.finish();
    Imported wrapped = build("", root);
    session.finish();
    return wrapped;
  }

  /// A directory that is not built, with those around it. What is open waits on the heap: how deep
  /// paths go is for who uploads them to say.
  private static final class Open {
    final @Nullable Open above;
    final String name;
    final String path;
    final Iterator<Map.Entry<String, TreeNode>> rest;
    final List<PbLink> links;
    final Attributes own;

    Open(@Nullable Open above, String name, TreeNode.Directory directory) {
      this.above = above;
      this.name = name;
      this.path = above == null || above.path.isEmpty() ? name : above.path + "/" + name;
      this.rest = directory.children.entrySet().iterator();
      this.links = new ArrayList<>(directory.children.size());
      this.own = directory.own;
    }

    void link(String name, Imported built) {
      links.add(new PbLink(built.cid(), name, built.dagSize()));
    }
  }

  private Imported build(String top, TreeNode node) {
    return switch (node) {
      case TreeNode.Done(List<Imported> result) -> result.getFirst();
      case TreeNode.Directory directory -> build(new Open(null, top, directory));
    };
  }

  private Imported build(Open top) {
    Open at = top;
    while (true) {
      if (at.rest.hasNext()) {
        Map.Entry<String, TreeNode> child = at.rest.next();
        switch (child.getValue()) {
          case TreeNode.Done(List<Imported> result) -> at.link(child.getKey(), result.getFirst());
          case TreeNode.Directory directory -> at = new Open(at, child.getKey(), directory);
        }
        continue;
      }
      Imported built = session.directory(at.path, at.links, at.own);
      if (at.above == null) {
        return built;
      }
      at.above.link(at.name, built);
      at = at.above;
    }
  }

  private void place(String path, TreeNode node) throws IOException {
    int slash = path.lastIndexOf('/');
    TreeNode.Directory parent = slash < 0 ? root : parent(path.substring(0, slash), path);
    String name = legal(path.substring(slash + 1), path);
    if (parent.children.putIfAbsent(name, node) != null) {
      throw new IOException("'" + path + "' was added before");
    }
  }

  /// Files mostly come directory by directory, so the last one is at hand.
  private TreeNode.Directory parent(String above, String path) throws IOException {
    if (!above.equals(lastPath)) {
      last = directory(List.of(above.split("/", -1)), path);
      lastPath = above;
    }
    return last;
  }

  private TreeNode.Directory directory(List<String> names, String path) throws IOException {
    if (names.size() > MAX_DEPTH) {
      throw new IOException("'" + path + "' is nested deeper than " + MAX_DEPTH + " directories");
    }
    TreeNode.Directory at = root;
    for (String name : names) {
      TreeNode next = at.children.computeIfAbsent(legal(name, path), _ -> new TreeNode.Directory());
      if (!(next instanceof TreeNode.Directory directory)) {
        throw new IOException("'" + path + "' goes through '" + name + "', which is no directory");
      }
      at = directory;
    }
    return at;
  }

  private static String legal(String name, String path) throws IOException {
    if (!EntryNames.legal(name)) {
      throw new IOException("'" + path + "' is no path of an entry: '" + name + "' is no name");
    }
    return name;
  }

  /// Gives back what is in memory of an import that failed.
  @Override
  public void close() {
    session.close();
  }
}
