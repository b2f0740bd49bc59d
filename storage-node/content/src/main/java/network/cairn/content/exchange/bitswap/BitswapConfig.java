package network.cairn.content.exchange.bitswap;

import java.time.Duration;

/// Bounds of the exchange.
///
/// @param wantsPerPeer wants of one peer that are remembered, and that this node keeps open at one
///   peer; go-bitswap remembers 1,024
/// @param messageBytes block bytes gathered into one message before it is sent
/// @param sendBudget block bytes that may be in memory for sending whole messages to peers that
///   read swiftly; half as much again for slices to all others
/// @param inboundBytes bytes of large messages that are read at once, a quarter of them for such
///   that nobody asked for
/// @param readyBytes block bytes that one session fetches ahead of its reader
/// @param writeTimeout how long one message may take to leave
/// @param idle how long an unused outgoing stream stays open; below the 10 s after which Helia
///   resets it
public record BitswapConfig(
    int wantsPerPeer,
    int messageBytes,
    long sendBudget,
    long inboundBytes,
    long readyBytes,
    Duration writeTimeout,
    Duration idle) {
  private static final long MIB = 1L << 20;
  private static final long STANDARD_HEAP = 4L << 30;
  private static final long INBOUND_SHARE = 8;
  private static final long SEND_SHARE = 32;

  /// The bounds of a process with a heap of 4 GiB.
  public static final BitswapConfig DEFAULT = ofHeap(STANDARD_HEAP);

  public BitswapConfig {
    if (wantsPerPeer < 1 || messageBytes < 1 || sendBudget < messageBytes || readyBytes < 1) {
      throw new IllegalArgumentException("bitswap bounds must be positive");
    }
    if (inboundBytes < 4L * MessageCodec.MAX_MESSAGE) {
      throw new IllegalArgumentException("no message of the largest size could be read");
    }
  }

  /// The bounds of a process whose heap may grow to so many bytes: an eighth of it for messages
  /// that come and a thirty-second for such that leave; as little as a few messages need, and no
  /// more than serves many peers.
  public static BitswapConfig ofHeap(long heapBytes) {
    return new BitswapConfig(
        1024,
        1 << 20,
        Math.clamp(heapBytes / SEND_SHARE, 8 * MIB, 64 * MIB),
        Math.clamp(heapBytes / INBOUND_SHARE, 16 * MIB, 512 * MIB),
        16 * MIB,
        Duration.ofMinutes(2),
        Duration.ofSeconds(5));
  }
}
