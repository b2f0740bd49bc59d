package network.cairn.api.content;

import java.io.IOException;
import java.util.List;
import network.cairn.base.tree.ByteSink;
import network.cairn.base.tree.SourceEntry;
import network.cairn.base.tree.TreeSink;

/// A node's content. Used by one thread.
///
/// A refusal is an unchecked exception whose message is for the user. What a source, a sink or a
/// listener throws comes out as it is; what was added or imported until then is not pinned.
public interface Content {
  /// Adds entries with everything below them; durable, and pinned if wanted, when this returns.
  ///
  /// @param listener hears of files and symlinks as they are done, then of directories
  void add(AddRequest request, List<SourceEntry> entries, AddListener listener) throws IOException;

  /// Writes the bytes of files one after another.
  void cat(CatRequest request, ByteSink sink) throws IOException;

  /// Gives a file, directory or symlink with everything below it.
  void get(ReadRequest request, TreeSink sink) throws IOException;

  /// As [#get], as a tar archive.
  void archive(ReadRequest request, ArchiveRequest form, ByteSink sink) throws IOException;

  /// Keeps the blocks of CAR files; durable, and their roots pinned where that was wanted and
  /// possible, when this returns.
  CarsImported importCars(CarImportRequest request, List<SourceEntry.File> cars) throws IOException;

  /// Writes a DAG as a CARv1.
  ///
  /// @param partial whether only blocks that are kept here are written, and those missing left out
  void exportCar(ReadRequest request, boolean partial, ByteSink sink) throws IOException;
}
