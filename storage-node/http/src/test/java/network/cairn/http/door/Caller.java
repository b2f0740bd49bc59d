package network.cairn.http.door;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A caller that speaks HTTP by hand, well or badly.
public final class Caller implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 50_000;
  private final Socket socket = new Socket();

  public Caller(int port) throws IOException {
    this(port, 0);
  }

  /// @param receiveBuffer bytes that the system takes for it unread; 0 for as many as it likes
  Caller(int port, int receiveBuffer) throws IOException {
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  public Caller send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  /// Says that nothing more is sent.
  Caller end() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /// Asks for a path, and keeps the connection.
  public Caller get(String path) throws IOException {
    return send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }

  /// What comes until one of these words has come, or the end.
  public String until(String end) throws IOException {
    StringBuilder seen = new StringBuilder();
    while (seen.indexOf(end) < 0) {
      int c = socket.getInputStream().read();
      if (c < 0) {
        break;
      }
      seen.append((char) c);
    }
    return seen.toString();
  }

  /// All that comes until the door closes the connection, whether gently or not.
  public String rest() {
    try {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    } catch (java.net.SocketTimeoutException e) {
      throw new AssertionError("the door left the connection open", e);
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
