package network.cairn.ipld.cid;

/// The text or the bytes are no CID, or the CID has no form of the wanted version.
public final class InvalidCid extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidCid(String message) {
    super(message);
  }

  InvalidCid(String message, Throwable cause) {
    super(message, cause);
  }
}
