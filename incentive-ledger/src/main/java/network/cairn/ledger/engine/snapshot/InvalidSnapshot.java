package network.cairn.ledger.engine.snapshot;

/// Bytes that are no snapshot, or not the one that they should be; the message says why.
public final class InvalidSnapshot extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// What is at fault.
  public enum Part {
    /// All copies of the snapshot: another may do.
    SNAPSHOT,
    /// This copy of a chunk.
    CHUNK,
    /// The disk, which has no room for it: nobody's fault.
    ROOM
  }

  private final Part part;

  InvalidSnapshot(Part part, String message) {
    super(message);
    this.part = part;
  }

  InvalidSnapshot(String message) {
    this(Part.SNAPSHOT, message);
  }

  public Part part() {
    return part;
  }
}
