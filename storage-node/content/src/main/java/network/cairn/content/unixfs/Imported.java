package network.cairn.content.unixfs;

import network.cairn.ipld.cid.Cid;

/// What an entry became.
///
/// @param dagSize bytes of all blocks below and including the root, shared ones counted each time
///   (Kubo's cumulative size)
/// @param fileSize bytes of the content; 0 for directories and symlinks
public record Imported(Cid cid, long dagSize, long fileSize, Type type) {
  /// Kinds of entries.
  public enum Type {
    FILE,
    DIRECTORY,
    SYMLINK
  }
}
