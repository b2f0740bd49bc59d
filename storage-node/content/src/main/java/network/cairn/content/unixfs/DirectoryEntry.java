package network.cairn.content.unixfs;

import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagpb.PbLink;

/// An entry of a directory as the directory tells it; what it is, [UnixFs#stat] tells.
///
/// @param dagSize bytes of the entry's whole DAG, as the directory's maker claims; not checked
/// @param isText whether the name is as written; where that is no UTF-8, some of it is replaced
public record DirectoryEntry(String name, Cid cid, long dagSize, boolean isText) {
  public static DirectoryEntry of(PbLink link) {
    return new DirectoryEntry(link.name(), link.cid(), link.tsize(), link.isNameText());
  }
}
