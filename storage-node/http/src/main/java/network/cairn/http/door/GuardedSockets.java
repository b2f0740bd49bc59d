package network.cairn.http.door;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import network.cairn.base.time.Fatal;
import org.jspecify.annotations.Nullable;

/// Puts [Connections] between the server and its sockets: each new connection is admitted or
/// refused, and its bytes go through its [Connection], also in larger pieces than the server's own
/// of 8 KiB, which cost an upload or a download of 1 GiB a quarter of a million calls of the
/// system.
///
/// The server shows a new connection's channel only while it sets the options of the socket, and
/// asks for the connection later. Thread-safe.
final class GuardedSockets implements ServerConnectionSelector {
  private final ServerConnectionSelector http;
  private final Connections connections;
  private final Fatal fatal;

  /// @param http makes connections of contexts
  /// @param fatal gets an `Error` of the machine in a thread that reads for the server
  GuardedSockets(ServerConnectionSelector http, Connections connections, Fatal fatal) {
    this.http = http;
    this.connections = connections;
    this.fatal = fatal;
  }

  /// The options, which from now on also admit each connection.
  SocketOptions admitting(SocketOptions options) {
    return new Admitting(options, connections);
  }

  @Override
  public int bytesToIdentifyConnection() {
    return http.bytesToIdentifyConnection();
  }

  @Override
  public Support supports(BufferData data) {
    return http.supports(data);
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return http.supportedApplicationProtocols();
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    Connection connection = connections.at(context.remotePeer().address());
    if (connection == null) {
      throw new ServerConnectionException(
          "not admitted", new IOException(String.valueOf(context.remotePeer().address())));
    }
    return http.connection(
        new Context(
            context,
            DataReader.create(new Reads(context.dataReader(), connection, fatal)),
            new Writes(connection)));
  }

  /// Throws IllegalStateException where a connection is not admitted; the server closes it then.
  private record Admitting(SocketOptions options, Connections connections)
      implements SocketOptions {
    @Override
    public void configureSocket(SocketChannel channel) {
      options.configureSocket(channel);
      try {
        connections.admit(channel);
      } catch (IOException e) {
        throw new IllegalStateException("not admitted", e);
      }
    }

    @Override
    public void configureSocket(Socket socket) {
      options.configureSocket(socket);
    }

    @Override
    public Map<SocketOption<?>, Object> socketOptions() {
      return options.socketOptions();
    }

    @Override
    public Duration connectTimeout() {
      return options.connectTimeout();
    }

    @Override
    public Duration readTimeout() {
      return options.readTimeout();
    }

    @Override
    public Optional<Integer> socketReceiveBufferSize() {
      return options.socketReceiveBufferSize();
    }

    @Override
    public Optional<Integer> socketSendBufferSize() {
      return options.socketSendBufferSize();
    }

    @Override
    public boolean socketReuseAddress() {
      return options.socketReuseAddress();
    }

    @Override
    public boolean socketKeepAlive() {
      return options.socketKeepAlive();
    }

    @Override
    public boolean tcpNoDelay() {
      return options.tcpNoDelay();
    }
  }

  private record Context(ConnectionContext server, DataReader dataReader, DataWriter dataWriter)
      implements ConnectionContext {
    @Override
    public ListenerContext listenerContext() {
      return server.listenerContext();
    }

    @Override
    public ExecutorService executor() {
      return server.executor();
    }

    @Override
    public Router router() {
      return server.router();
    }

    @Override
    public Optional<ProxyProtocolData> proxyProtocolData() {
      return server.proxyProtocolData();
    }

    @Override
    public HelidonSocket serverSocket() {
      return server.serverSocket();
    }

    @Override
    public PeerInfo remotePeer() {
      return server.remotePeer();
    }

    @Override
    public PeerInfo localPeer() {
      return server.localPeer();
    }

    @Override
    public boolean isSecure() {
      return server.isSecure();
    }

    @Override
    public String socketId() {
      return server.socketId();
    }

    @Override
    public String childSocketId() {
      return server.childSocketId();
    }
  }

  /// What the server has read already comes first.
  private record Reads(DataReader before, Connection connection, Fatal fatal)
      implements Supplier<byte[]> {
    /// The next bytes; null at the end, as the server wants it.
    @Override
    @SuppressWarnings("NullAway")
    public byte[] get() {
      int early = before.available();
      try {
        byte @Nullable [] piece = early > 0 ? before.readBytes(early) : connection.read();
        if (piece != null) {
          connection.caller().came(piece);
        }
        return piece;
      } catch (IOException e) {
        throw new ServerConnectionException("reading from the caller failed", e);
      } catch (Error e) {
        throw HttpDoor.ended(e, fatal);
      }
    }
  }

  private static final class Writes extends OutputStream implements DataWriter {
    private final Connection connection;

    Writes(Connection connection) {
      this.connection = connection;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      connection.bareHead().write(bytes, offset, length, new Understood(connection));
    }

    @Override
    public void writeNow(BufferData buffer) {
      buffer.writeTo(this);
    }

    @Override
    public void writeNow(BufferData... buffers) {
      for (BufferData buffer : buffers) {
        writeNow(buffer);
      }
    }

    @Override
    public void write(BufferData... buffers) {
      writeNow(buffers);
    }

    @Override
    public void write(BufferData buffer) {
      writeNow(buffer);
    }

    /// What was written is sent.
    @Override
    public void flush() {}

    /// The server closes the connection.
    @Override
    public void close() {}
  }

  /// What goes to the caller as far as he understands it.
  private static final class Understood extends OutputStream {
    private final Connection connection;

    Understood(Connection connection) {
      this.connection = connection;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (connection.caller().isOld()) {
        connection.caller().answer(bytes, offset, length, new Plain(connection));
      } else {
        connection.write(ByteBuffer.wrap(bytes, offset, length));
      }
    }
  }

  /// What goes to the caller as it is.
  private static final class Plain extends OutputStream {
    private final Connection connection;

    Plain(Connection connection) {
      this.connection = connection;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      connection.write(ByteBuffer.wrap(bytes, offset, length));
    }
  }
}
