package network.cairn.content.exchange.bitswap;

import java.time.Duration;

/// Bounds of the exchange.
///
/// @param wantsPerPeer wants of one peer that are remembered, and that this node keeps open at one
///   peer; go-bitswap remembers 1,024
/// @param messageBytes block bytes gathered into one message before it is sent
/// @param sendBudget block bytes that may be in memory for sending whole messages to peers that
///   read swiftly; half as much again for slices to all others
/// @param readyBytes block bytes that one session fetches ahead of its reader
/// @param writeTimeout how long one message may take to leave
/// @param idle how long an unused outgoing stream stays open; below the 10 s after which Helia
///   resets it
public record BitswapConfig(
    int wantsPerPeer,
    int messageBytes,
    long sendBudget,
    long readyBytes,
    Duration writeTimeout,
    Duration idle) {
  public static final BitswapConfig DEFAULT =
      new BitswapConfig(
          1024, 1 << 20, 64L << 20, 16L << 20, Duration.ofMinutes(2), Duration.ofSeconds(5));

  public BitswapConfig {
    if (wantsPerPeer < 1 || messageBytes < 1 || sendBudget < messageBytes || readyBytes < 1) {
      throw new IllegalArgumentException("bitswap bounds must be positive");
    }
  }
}
