package network.cairn.content.exchange.bitswap;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import network.cairn.libp2p.peer.PeerId;

/// Running totals of the exchange, in all and with the [#MOST] peers with whom something was
/// exchanged last. Thread-safe.
final class TransferCounters {
  static final int MOST = 4096;

  private final LongAdder blocksReceived = new LongAdder();
  private final LongAdder bytesReceived = new LongAdder();
  final LongAdder duplicateBlocks = new LongAdder();
  final LongAdder duplicateBytes = new LongAdder();
  final LongAdder messagesReceived = new LongAdder();
  private final LongAdder blocksSent = new LongAdder();
  private final LongAdder bytesSent = new LongAdder();
  final LongAdder messagesSent = new LongAdder();

  final LongAdder refusedMessages = new LongAdder();

  private final Map<PeerId, PeerExchange> peers = new LinkedHashMap<>(16, 0.75f, true);

  /// Blocks were sent to a peer.
  void sent(PeerId peer, int blocks, long bytes) {
    blocksSent.add(blocks);
    bytesSent.add(bytes);
    exchanged(peer, so -> so.sent(blocks, bytes));
  }

  /// A block came from a peer.
  void received(PeerId peer, int bytes) {
    blocksReceived.increment();
    bytesReceived.add(bytes);
    exchanged(peer, so -> so.received(bytes));
  }

  private void exchanged(PeerId peer, UnaryOperator<PeerExchange> change) {
    synchronized (peers) {
      peers.put(peer, change.apply(peers.getOrDefault(peer, PeerExchange.NOTHING)));
      if (peers.size() > MOST) {
        peers.remove(peers.keySet().iterator().next());
      }
    }
  }

  PeerExchange with(PeerId peer) {
    synchronized (peers) {
      return peers.getOrDefault(peer, PeerExchange.NOTHING);
    }
  }

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
