package network.cairn.content.exchange.bitswap;

/// What went through the exchange since it started: blocks and bytes of blocks.
///
/// @param duplicateBlocks blocks that arrived although nobody here wanted them any more
/// @param refusedMessages messages that were malformed or beyond a limit
public record BitswapStats(
    long blocksReceived,
    long bytesReceived,
    long duplicateBlocks,
    long duplicateBytes,
    long messagesReceived,
    long refusedMessages,
    long blocksSent,
    long bytesSent,
    long messagesSent,
    int openWants,
    int sessions,
    int queuedBlocks) {}
