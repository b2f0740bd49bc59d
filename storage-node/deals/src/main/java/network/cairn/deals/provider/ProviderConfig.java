package network.cairn.deals.provider;

import network.cairn.ledger.types.Amount;

/// What a provider offers and how much it does at a time.
///
/// @param price pebbles per GiB and day
/// @param minBytes smallest piece taken
/// @param maxBytes largest piece taken
/// @param maxTerm most periods
/// @param maxMultiplier of the collateral
/// @param capacity bytes for pieces altogether
/// @param maxFills transfers at a time
/// @param maxFillsPerClient transfers at a time for one client, for one peer, and for one network
/// @param maxUnopened bytes of pieces whose sets are not yet open
/// @param askBlocks for how many blocks an ask stands
/// @param repair whether lost copies of others are taken over
public record ProviderConfig(
    Amount price,
    long minBytes,
    long maxBytes,
    int maxTerm,
    int maxMultiplier,
    long capacity,
    int maxFills,
    int maxFillsPerClient,
    long maxUnopened,
    long askBlocks,
    boolean repair) {
  private static final long GIB = 1L << 30;

  public ProviderConfig {
    if (maxFills < 1 || maxFillsPerClient < 1 || capacity < 0 || maxUnopened < 0 || askBlocks < 1) {
      throw new IllegalArgumentException("a provider's limits must not be negative or 0");
    }
  }

  /// Everything a piece can be, 16 transfers at a time.
  public static ProviderConfig of(Amount price, long capacity) {
    return new ProviderConfig(
        price, 1, 32 * GIB, 3_650, 4, capacity, 16, 4, Math.min(capacity, 64 * GIB), 1_000, true);
  }

  /// The same at another price.
  ProviderConfig withPrice(Amount other) {
    return withTerms(other, minBytes, maxBytes, maxTerm, maxMultiplier);
  }

  /// The same on other terms.
  ProviderConfig withTerms(
      Amount otherPrice, long least, long most, int longest, int highestMultiplier) {
    return new ProviderConfig(
        otherPrice,
        least,
        most,
        longest,
        highestMultiplier,
        capacity,
        maxFills,
        maxFillsPerClient,
        maxUnopened,
        askBlocks,
        repair);
  }

  public ProviderConfig withRepair(boolean takesRepairs) {
    return new ProviderConfig(
        price,
        minBytes,
        maxBytes,
        maxTerm,
        maxMultiplier,
        capacity,
        maxFills,
        maxFillsPerClient,
        maxUnopened,
        askBlocks,
        takesRepairs);
  }
}
