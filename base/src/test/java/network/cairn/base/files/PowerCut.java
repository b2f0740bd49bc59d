package network.cairn.base.files;

/// The simulated machine has lost its power; nothing it does afterwards has an effect.
public final class PowerCut extends Error {
  private static final long serialVersionUID = 1L;

  public PowerCut() {
    super("power cut", null, false, false);
  }
}
