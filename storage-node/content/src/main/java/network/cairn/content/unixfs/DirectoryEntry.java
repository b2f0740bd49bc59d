package network.cairn.content.unixfs;

import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagpb.PbLink;

/// An entry of a directory as the directory tells it; what it is, [UnixFs#stat] tells.
public record DirectoryEntry(PbLink link) {
  public static DirectoryEntry of(PbLink link) {
    return new DirectoryEntry(link);
  }

  /// The name; some of it is replaced where it is no UTF-8.
  public String name() {
    return link.name();
  }

  public Cid cid() {
    return link.cid();
  }

  /// Bytes of the entry's whole DAG, as the directory's maker claims; not checked.
  public long dagSize() {
    return link.tsize();
  }
}
