package network.cairn.app.health;

/// What a look found.
///
/// @param detail for people: the state, or what is wrong and what to do; holds no secret
public record Finding(boolean holds, String detail) {
  public static Finding good(String detail) {
    return new Finding(true, detail);
  }

  public static Finding bad(String detail) {
    return new Finding(false, detail);
  }
}
