package network.cairn.content.unixfs;

import network.cairn.ipld.cid.Cid;

/// A path that leads nowhere: no entry of that name, or a name below something that has no entries.
public final class PathNotFound extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PathNotFound(String name, Cid under) {
    super("no link named \"" + name + "\" under " + under);
  }
}
