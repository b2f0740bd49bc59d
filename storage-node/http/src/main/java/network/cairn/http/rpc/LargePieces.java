package network.cairn.http.rpc;

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
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Lets the server read and write its connections in large pieces; by itself it moves 8 KiB at a
/// time, which costs an upload or a download of 1 GiB a quarter of a million calls of the system.
///
/// The server shows a new connection's channel only while it sets the options of the socket, and
/// asks for the connection later, so channels are kept in between, by the other end's address.
/// Thread-safe.
final class LargePieces implements ServerConnectionSelector {
  private final ServerConnectionSelector http;
  private final int connections;
  private final Map<SocketAddress, SocketChannel> accepted = new ConcurrentHashMap<>();

  /// @param http makes connections of contexts
  /// @param connections how many there are at most at a time
  LargePieces(ServerConnectionSelector http, int connections) {
    this.http = http;
    this.connections = connections;
  }

  /// The options, which from now on also tell this of each connection.
  SocketOptions watching(SocketOptions options) {
    return new Watched(options, this::accept);
  }

  private void accept(SocketChannel channel) {
    try {
      accepted.put(channel.getRemoteAddress(), channel);
    } catch (IOException e) {
      // The other end is gone already; the server finds out by itself.
    }
    if (accepted.size() > connections) {
      accepted.values().removeIf(known -> !known.isOpen());
    }
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
    SocketChannel channel = accepted.remove(context.remotePeer().address());
    return http.connection(
        channel == null
            ? context
            : new Context(
                context, DataReader.create(new Reads(context, channel)), new Writes(channel)));
  }

  private record Watched(SocketOptions options, Consumer<SocketChannel> watcher)
      implements SocketOptions {
    @Override
    public void configureSocket(SocketChannel channel) {
      options.configureSocket(channel);
      watcher.accept(channel);
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

  /// Reads pieces that grow while the other end fills them: a short request costs no large buffer.
  private static final class Reads implements Supplier<byte[]> {
    private static final int LEAST = 8 << 10;
    private static final int MOST = 128 << 10;

    private final DataReader before;
    private final SocketChannel channel;
    private int size = LEAST;

    /// @param context what it has read already comes first
    Reads(ConnectionContext context, SocketChannel channel) {
      this.before = context.dataReader();
      this.channel = channel;
    }

    /// The next bytes; null at the end, as the server wants it.
    @Override
    @SuppressWarnings("NullAway")
    public byte[] get() {
      int early = before.available();
      return early > 0 ? before.readBytes(early) : next();
    }

    @SuppressWarnings("NullAway")
    private byte[] next() {
      byte[] piece = new byte[size];
      int length;
      try {
        length = channel.read(ByteBuffer.wrap(piece));
      } catch (IOException e) {
        throw new ServerConnectionException("reading from the caller failed", e);
      }
      if (length < 0) {
        return null;
      }
      if (length == size) {
        size = Math.min(2 * size, MOST);
        return piece;
      }
      size = Math.max(LEAST, length <= size / 4 ? size / 2 : size);
      return Arrays.copyOf(piece, length);
    }
  }

  /// Writes each buffer at once, where the thread's own buffer for the system stays small.
  private static final class Writes extends OutputStream implements DataWriter {
    private static final int MOST = 128 << 10;
    private final SocketChannel channel;

    Writes(SocketChannel channel) {
      this.channel = channel;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
      int end = offset + length;
      while (buffer.position() < end) {
        buffer.limit(Math.min(end, buffer.position() + MOST));
        channel.write(buffer);
      }
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
}
