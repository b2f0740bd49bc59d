package network.cairn.app.health;

/// One thing that must hold.
///
/// @param name in answers and meters: a word
/// @param vital whether the process is no good without it, so that only a new start helps; else it
///   merely does not do its work for now
public record Check(String name, boolean vital, Look look) {
  /// Looks at the thing. May wait and may throw: both count as not holding.
  @FunctionalInterface
  public interface Look {
    Finding find();
  }

  /// What the process cannot live without.
  public static Check vital(String name, Look look) {
    return new Check(name, true, look);
  }

  /// What it cannot work without.
  public static Check of(String name, Look look) {
    return new Check(name, false, look);
  }
}
