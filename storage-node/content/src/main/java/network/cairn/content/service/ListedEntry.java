package network.cairn.content.service;

import java.util.Optional;
import network.cairn.base.tree.Attributes;
import network.cairn.content.unixfs.DirectoryEntry;
import network.cairn.content.unixfs.Stat;
import network.cairn.ipld.cid.Cid;

/// An entry of a listing.
///
/// @param type empty where nobody looked, or where the entry is no UnixFS
/// @param size bytes of a file or of a symlink's target, else 0
/// @param target where a symlink points to, else empty
/// @param attributes what is kept of it, where somebody looked
public record ListedEntry(
    String name,
    Cid cid,
    Optional<Stat.Type> type,
    long size,
    String target,
    Attributes attributes) {
  /// An entry that nobody looked at.
  static ListedEntry of(DirectoryEntry entry, Optional<Stat.Type> type, long size) {
    return new ListedEntry(entry.name(), entry.cid(), type, size, "", Attributes.NONE);
  }

  static ListedEntry of(DirectoryEntry entry, Stat stat) {
    return new ListedEntry(
        entry.name(),
        entry.cid(),
        Optional.of(stat.type()),
        stat.size(),
        stat.target(),
        stat.attributes());
  }
}
