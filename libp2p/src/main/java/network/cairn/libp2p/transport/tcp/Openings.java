package network.cairn.libp2p.transport.tcp;

import java.io.IOException;
import java.util.random.RandomGenerator;
import network.cairn.libp2p.transport.RawConn;
import network.cairn.libp2p.transport.ws.WebsocketConn;

/// Puts WebSockets, and TLS below them, over TCP connections. Nothing is sent or read before the
/// first read or write.
///
/// @param random where keys and masks of WebSockets come from
record Openings(WebTls tls, RandomGenerator random) {
  /// The end that dialled.
  RawConn client(TcpConn conn, TcpAddress target) throws IOException {
    return switch (target.kind()) {
      case PLAIN -> conn;
      case WEBSOCKET -> WebsocketConn.client(conn, target.authority(), random);
      case SECURE_WEBSOCKET ->
          WebsocketConn.client(
              new TlsConn(
                  conn, tls.client(conn.socket(), target.host(), target.socket().getPort())),
              target.authority(),
              random);
    };
  }

  /// The end that was dialled, by a WebSocket.
  ///
  /// @param head what was already read
  RawConn websocket(RawConn conn, byte[] head) {
    return WebsocketConn.server(conn, head, random);
  }

  /// The end that was dialled, by TLS.
  ///
  /// @param head what was already read
  RawConn secure(TcpConn conn, byte[] head) throws IOException {
    return WebsocketConn.server(
        new TlsConn(conn, tls.server(conn.socket(), head)), new byte[0], random);
  }
}
