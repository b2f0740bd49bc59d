package network.cairn.content.unixfs;

import network.cairn.ipld.cid.Cid;

/// What a CID is in UnixFS.
///
/// @param size bytes of a file's content, or of a symlink's target; 0 for directories
/// @param dagSize bytes of the root block and, as its links claim, of all below
/// @param children number of links of the root block
/// @param target where a symlink points to, else empty
public record Stat(Cid cid, Type type, long size, long dagSize, int children, String target) {
  /// Kinds of UnixFS roots.
  public enum Type {
    FILE,
    DIRECTORY,
    SHARDED_DIRECTORY,
    SYMLINK;

    public boolean isDirectory() {
      return this == DIRECTORY || this == SHARDED_DIRECTORY;
    }
  }
}
