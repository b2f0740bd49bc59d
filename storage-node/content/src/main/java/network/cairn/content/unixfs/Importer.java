package network.cairn.content.unixfs;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import network.cairn.base.memory.ByteBudget;
import network.cairn.base.tree.Attributes;
import network.cairn.base.tree.SourceEntry;
import network.cairn.content.blockservice.BlockSink;
import network.cairn.store.hash.HashPool;

/// Turns files, directories and symlinks into UnixFS DAGs with the CIDs that Kubo gives them.
///
/// A file is read once, on the calling thread; its pieces are hashed ahead on the pool, and blocks
/// go to the sink in order on the calling thread, children before parents. Memory is bounded by a
/// few pieces per core, whatever the file's size. Small files are hashed where they are read.
/// Immutable and thread-safe if the sink is; each call uses the sink from its own thread only.
public final class Importer {
  private final BlockSink sink;
  private final HashPool pool;
  private final ImportOptions options;
  private final ImportMemory memory;

  /// For files that do not keep anybody waiting.
  ///
  /// @param sink takes every block; [BlockSink#discarding] to compute CIDs only
  public Importer(BlockSink sink, HashPool pool, ImportOptions options) {
    this(sink, pool, options, new ImportMemory(ByteBudget.unbounded()));
  }

  /// @param memory of all imports whose bytes come from others
  public Importer(BlockSink sink, HashPool pool, ImportOptions options, ImportMemory memory) {
    this.sink = sink;
    this.pool = pool;
    this.options = options;
    this.memory = memory;
  }

  /// Imports one file to its end; the stream is not closed.
  ///
  /// @param path what the listener is told
  public Imported file(String path, InputStream in, ImportListener listener) throws IOException {
    return run(listener, (session, done) -> session.file(path, in, Attributes.NONE, done));
  }

  /// As [#file(String, InputStream, ImportListener)], of a file that has attributes.
  public Imported file(String path, InputStream in, Attributes own, ImportListener listener)
      throws IOException {
    return run(listener, (session, done) -> session.file(path, in, own, done));
  }

  /// Imports an entry with everything below it.
  ///
  /// @throws IOException if an entry cannot be read; what was put so far is garbage
  public Imported tree(SourceEntry root, ImportListener listener) throws IOException {
    return run(listener, (session, done) -> session.entry(root, done));
  }

  /// Imports a symlink.
  public Imported symlink(String target) {
    try (ImportSession session = session(ImportListener.none())) {
      return session.symlink(target, Attributes.NONE);
    }
  }

  /// Starts a tree whose entries come one by one, by path; close it.
  public TreeBuilder builder(ImportListener listener) {
    return new TreeBuilder(session(listener));
  }

  private ImportSession session(ImportListener listener) {
    return new ImportSession(sink, pool, options, memory, listener);
  }

  @FunctionalInterface
  private interface Work {
    void start(ImportSession session, Consumer<Imported> done) throws IOException;
  }

  private Imported run(ImportListener listener, Work work) throws IOException {
    try (ImportSession session = session(listener)) {
      List<Imported> result = new ArrayList<>(1);
      work.start(session, result::add);
      session.finish();
      return result.getFirst();
    }
  }
}
