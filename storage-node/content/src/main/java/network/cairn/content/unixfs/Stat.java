package network.cairn.content.unixfs;

import network.cairn.base.tree.Attributes;
import network.cairn.ipld.cid.Cid;

/// What a CID is in UnixFS.
///
/// @param size bytes of a file's content, or of a symlink's target; 0 for directories
/// @param dagSize bytes of the root block and, as its links claim, of all below
/// @param children number of links of the root block
/// @param target where a symlink points to, else empty
/// @param attributes what is kept of it beside its content
public record Stat(
    Cid cid,
    Type type,
    long size,
    long dagSize,
    int children,
    String target,
    Attributes attributes) {
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
