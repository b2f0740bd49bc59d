package network.cairn.http.rpc;

import io.helidon.common.socket.SocketOptions;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// The HTTP server: handlers below paths, on one address. Thread-safe.
///
/// Bounds: query 256 KiB, headers 64 KiB, [#MAX_CONNECTIONS], a connection that sends nothing for
/// five minutes ends, and so does one whose caller takes nothing of an answer for longer than the
/// door's time for one write.
public final class HttpDoor implements AutoCloseable {
  static final int MAX_CONNECTIONS = 512;
  private static final int MAX_PROLOGUE = 256 << 10;
  private static final int MAX_HEADERS = 64 << 10;
  private static final Duration SILENCE = Duration.ofMinutes(5);
  private static final Duration STALLED = Duration.ofMinutes(1);
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final WebServer server;
  private final WriteTimeouts writeTimeouts;

  private HttpDoor(WebServer server, WriteTimeouts writeTimeouts) {
    this.server = server;
    this.writeTimeouts = writeTimeouts;
  }

  /// As [#open(InetSocketAddress, String, Map, Duration)], with a minute for one write: anybody may
  /// ask, and no answer is large.
  public static HttpDoor open(
      InetSocketAddress address, String product, Map<String, ? extends Handler> handlers)
      throws IOException {
    return open(address, product, Map.copyOf(handlers), STALLED);
  }

  /// Starts listening.
  ///
  /// @param product what the header `Server` says
  /// @param handlers by the beginning of the path; the longest that fits serves a request
  /// @param stalled how long a write waits for a caller that reads nothing
  /// @throws IOException if the address cannot be listened on; the message names it
  public static HttpDoor open(
      InetSocketAddress address, String product, Map<String, Handler> handlers, Duration stalled)
      throws IOException {
    requireFree(address);
    WriteTimeouts writeTimeouts = new WriteTimeouts(stalled);
    SocketOptions options = SocketOptions.builder().readTimeout(SILENCE).tcpNoDelay(true).build();
    LargePieces connections = new LargePieces(http(), MAX_CONNECTIONS);
    WebServer server =
        WebServer.builder()
            .address(address.getAddress())
            .port(address.getPort())
            .shutdownHook(false)
            .maxTcpConnections(MAX_CONNECTIONS)
            .idleConnectionTimeout(SILENCE)
            .shutdownGracePeriod(GRACE)
            .connectionOptions(connections.watching(options))
            .protocolsDiscoverServices(false)
            .addConnectionSelector(connections)
            .routing(routing -> routes(routing, product, handlers, writeTimeouts))
            .build();
    server.start();
    if (!server.isRunning()) {
      writeTimeouts.close();
      throw new IOException("cannot listen on " + text(address) + ": the server did not start");
    }
    return new HttpDoor(server, writeTimeouts);
  }

  private static Http1ConnectionSelector http() {
    return Http1ConnectionSelector.builder()
        .config(
            Http1Config.builder()
                .maxPrologueLength(MAX_PROLOGUE)
                .maxHeadersSize(MAX_HEADERS)
                .build())
        .build();
  }

  /// The server only logs why it cannot listen, so this finds out before it.
  private static void requireFree(InetSocketAddress address) throws IOException {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(address);
    } catch (BindException e) {
      String why =
          String.valueOf(e.getMessage()).contains("in use") ? "the port is taken" : e.getMessage();
      throw new IOException("cannot listen on " + text(address) + ": " + why, e);
    }
  }

  private static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  private static void routes(
      HttpRouting.Builder routing,
      String product,
      Map<String, Handler> handlers,
      WriteTimeouts writeTimeouts) {
    routing.any((request, response) -> {
      response.header("Server", product);
      try (WriteTimeouts.Writes writes = writeTimeouts.answer()) {
        answer(new HelidonRequest(request), new HelidonResponse(response, writes), handlers);
      }
    });
  }

  private static void answer(Request asked, Response answer, Map<String, Handler> handlers)
      throws IOException {
    Optional<Map.Entry<String, Handler>> handler =
        handlers.entrySet().stream()
            .filter(e -> asked.path().startsWith(e.getKey()))
            .max(Map.Entry.comparingByKey(java.util.Comparator.comparingInt(String::length)));
    if (handler.isPresent()) {
      handler.get().getValue().handle(asked, answer);
    } else {
      answer.send(
          404,
          Map.of("Content-Type", "text/plain; charset=utf-8"),
          "404 page not found\n".getBytes(StandardCharsets.UTF_8));
    }
  }

  /// The port listened on.
  public int port() {
    return server.port();
  }

  /// Lets calls end for a moment, then cuts them.
  @Override
  public void close() {
    server.stop();
    writeTimeouts.close();
  }

  private record HelidonRequest(ServerRequest request) implements Request {
    @Override
    public String method() {
      return request.prologue().method().text();
    }

    @Override
    public String path() {
      return request.path().path();
    }

    @Override
    public String query() {
      return request.query().rawValue();
    }

    @Override
    public Optional<String> header(String name) {
      return request.headers().first(HeaderNames.create(name));
    }

    @Override
    public String remoteAddress() {
      return request.remotePeer().address() instanceof InetSocketAddress address
          ? address.getAddress().getHostAddress()
          : "";
    }

    @Override
    public InputStream body() {
      return request.content().hasEntity()
          ? request.content().inputStream()
          : InputStream.nullInputStream();
    }
  }

  /// A streamed body. The server would end each one for which a trailer is announced with a trailer
  /// of its own, which clients that know none take for the next answer on the connection; so one
  /// that ends well announces none in the end.
  private static final class Body extends OutputStream {
    private final ServerResponse response;
    private final WriteTimeouts.Writes writes;
    private final OutputStream out;
    private boolean failed;

    Body(ServerResponse response, WriteTimeouts.Writes writes, OutputStream out) {
      this.response = response;
      this.writes = writes;
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      writes.run(() -> out.write(b));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      writes.run(() -> out.write(bytes, offset, length));
    }

    @Override
    public void flush() throws IOException {
      writes.run(out::flush);
    }

    void fail(String message) throws IOException {
      failed = true;
      response.trailers().set(HeaderNames.create(Response.STREAM_ERROR), message);
      close();
    }

    @Override
    public void close() throws IOException {
      if (!failed) {
        response.headers().remove(HeaderNames.TRAILER);
      }
      writes.run(out::close);
    }
  }

  private static final class HelidonResponse implements Response {
    private final ServerResponse response;
    private final WriteTimeouts.Writes writes;
    private Optional<Body> body = Optional.empty();

    HelidonResponse(ServerResponse response, WriteTimeouts.Writes writes) {
      this.response = response;
      this.writes = writes;
    }

    @Override
    public void send(int status, Map<String, String> headers, byte[] bytes) throws IOException {
      head(status, headers);
      writes.run(() -> response.send(bytes));
    }

    @Override
    public OutputStream start(int status, Map<String, String> headers) {
      head(status, headers);
      response.header("Trailer", STREAM_ERROR);
      Body out = new Body(response, writes, response.outputStream());
      body = Optional.of(out);
      return out;
    }

    private void head(int status, Map<String, String> headers) {
      response.status(Status.create(status));
      headers.forEach(response::header);
    }

    @Override
    public void fail(String message) throws IOException {
      body.orElseThrow().fail(message);
    }
  }
}
