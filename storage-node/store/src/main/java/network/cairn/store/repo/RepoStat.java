package network.cairn.store.repo;

import java.nio.file.Path;
import network.cairn.store.blockstore.StoreStats;

/// The repository in figures.
///
/// @param repoSize bytes of packs and index on the disk
/// @param storageMax the limit for them, in bytes
/// @param reserved bytes set aside for transfers under way
/// @param version of the layout
public record RepoStat(
    long repoSize, long storageMax, long reserved, StoreStats store, Path path, int version) {}
