package network.cairn.content.unixfs;

import java.util.List;
import network.cairn.ipld.cid.Cid;

/// The way that a path took.
///
/// @param roots what each of its names led to, from the root on; a sharded directory counts once,
///   and names inside one block not at all
/// @param remainder what of the path lies inside the last one; empty for UnixFS
public record Trail(List<Cid> roots, List<String> remainder) {
  public Trail {
    roots = List.copyOf(roots);
    remainder = List.copyOf(remainder);
  }

  /// Where it ends.
  public Cid cid() {
    return roots.getLast();
  }
}
