package network.cairn.content.service;

import java.util.Optional;
import network.cairn.content.unixfs.DirectoryEntry;
import network.cairn.content.unixfs.Stat;
import network.cairn.ipld.cid.Cid;

/// An entry of a listing.
///
/// @param type empty where nobody looked, or where the entry is no UnixFS
/// @param size bytes of a file, else 0
/// @param target where a symlink points to, else empty
public record ListedEntry(
    String name, Cid cid, Optional<Stat.Type> type, long size, String target) {
  static ListedEntry of(DirectoryEntry entry, Optional<Stat.Type> type, long size, String target) {
    return new ListedEntry(entry.name(), entry.cid(), type, size, target);
  }
}
