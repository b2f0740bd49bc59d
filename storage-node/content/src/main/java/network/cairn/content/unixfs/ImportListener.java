package network.cairn.content.unixfs;

/// Hears how an import goes on, on the importing thread.
///
/// Names are paths from the root's name on (`dir/sub/file`; the root itself `dir`, or empty if it
/// has no name). Files and symlinks are told as they are done, in order; directories after all of
/// them, children before parents, as Kubo does.
public interface ImportListener {
  /// Bytes of a file read so far; told at every chunk.
  void progress(String path, long bytes);

  /// An entry is done: all its blocks are in the sink.
  void added(String path, Imported imported);

  /// Hears nothing.
  static ImportListener none() {
    return new ImportListener() {
      @Override
      public void progress(String path, long bytes) {
        // Nobody wants to know.
      }

      @Override
      public void added(String path, Imported imported) {
        // Nobody wants to know.
      }
    };
  }
}
