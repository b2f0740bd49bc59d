package network.cairn.content.exchange.bitswap;

import java.util.concurrent.atomic.LongAdder;

/// Running totals of the exchange. Thread-safe.
final class TransferCounters {
  final LongAdder blocksReceived = new LongAdder();
  final LongAdder bytesReceived = new LongAdder();
  final LongAdder duplicateBlocks = new LongAdder();
  final LongAdder duplicateBytes = new LongAdder();
  final LongAdder messagesReceived = new LongAdder();
  final LongAdder blocksSent = new LongAdder();
  final LongAdder bytesSent = new LongAdder();
  final LongAdder messagesSent = new LongAdder();

  final LongAdder refusedMessages = new LongAdder();

  BitswapStats stats(int openWants, int sessions, int queuedBlocks) {
    return new BitswapStats(
        blocksReceived.sum(),
        bytesReceived.sum(),
        duplicateBlocks.sum(),
        duplicateBytes.sum(),
        messagesReceived.sum(),
        refusedMessages.sum(),
        blocksSent.sum(),
        bytesSent.sum(),
        messagesSent.sum(),
        openWants,
        sessions,
        queuedBlocks);
  }
}
