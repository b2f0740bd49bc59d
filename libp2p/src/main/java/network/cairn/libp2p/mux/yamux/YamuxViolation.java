package network.cairn.libp2p.mux.yamux;

/// The peer sent what no correct session sends; the connection ends with a go-away.
final class YamuxViolation extends Exception {
  private static final long serialVersionUID = 1L;

  YamuxViolation(String message) {
    super(message);
  }
}
