package network.cairn.api.content;

/// How to import CARs.
///
/// @param pinRoots whether the roots are pinned
/// @param bigBlocks whether blocks are taken that few peers take
public record CarImportRequest(boolean pinRoots, boolean bigBlocks, Manner manner) {}
