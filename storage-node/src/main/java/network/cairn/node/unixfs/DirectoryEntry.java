package network.cairn.node.unixfs;

import network.cairn.ipld.cid.Cid;

/// An entry of a directory as the directory tells it; what it is, [UnixFs#stat] tells.
///
/// @param dagSize bytes of the entry's whole DAG, as the directory's maker claims; not checked
public record DirectoryEntry(String name, Cid cid, long dagSize) {}
