package network.cairn.ipld.car;

/// The stream is no CAR that can be read on; the message says where it broke.
public final class InvalidCar extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final long offset;

  InvalidCar(String what, long offset) {
    super("CAR: " + what + ", at byte " + offset);
    this.offset = offset;
  }

  InvalidCar(String what, long offset, Throwable cause) {
    super("CAR: " + what + ", at byte " + offset, cause);
    this.offset = offset;
  }

  /// Bytes from the start of the stream to what is broken; all sections before it were good.
  public long offset() {
    return offset;
  }
}
