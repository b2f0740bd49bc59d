package network.cairn.ipld.multibase;

/// The text is not in the base it names, or names none that is known.
public final class InvalidMultibase extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidMultibase(String message) {
    super(message);
  }
}
