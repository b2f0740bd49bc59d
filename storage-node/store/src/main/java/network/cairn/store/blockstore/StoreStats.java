package network.cairn.store.blockstore;

/// What the store holds.
///
/// @param blocks in packs
/// @param liveBytes content of those blocks, in bytes
/// @param packBytes length of all packs on the disk, in bytes
/// @param indexBytes size of the index on the disk, in bytes
/// @param packs number of pack files
/// @param attachedBlocks sections of attached CAR files
/// @param attachedBytes length of attached CAR files, in bytes
public record StoreStats(
    long blocks,
    long liveBytes,
    long packBytes,
    long indexBytes,
    int packs,
    long attachedBlocks,
    long attachedBytes) {}
