package network.cairn.base.units;

/// A text that is no size or duration; the message repeats it and shows how one is written.
public final class InvalidQuantity extends RuntimeException {
  private static final long serialVersionUID = 1;

  public InvalidQuantity(String message) {
    super(message);
  }
}
