package network.cairn.base.varint;

/// The bytes are no unsigned varint: cut off, longer than nine bytes, or not the shortest form.
public final class InvalidVarint extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidVarint(String message) {
    super(message);
  }
}
