package network.cairn.ipld.model;

/// Bytes are not valid in their codec, or a node has no form in the wanted codec.
public final class InvalidNode extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InvalidNode(String message) {
    super(message);
  }

  public InvalidNode(String message, Throwable cause) {
    super(message, cause);
  }
}
