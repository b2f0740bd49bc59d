package network.cairn.libp2p.transport.ws;

import java.io.IOException;

/// The other end broke the rules of WebSocket, or one of our bounds.
final class WebsocketViolation extends IOException {
  private static final long serialVersionUID = 1L;

  WebsocketViolation(String what) {
    super("websocket: the other end sent " + what);
  }
}
