package network.cairn.store.blockstore;

/// The simulated machine has lost its power; nothing it does afterwards has an effect.
final class PowerCut extends Error {
  private static final long serialVersionUID = 1L;

  PowerCut() {
    super("power cut", null, false, false);
  }
}
