package network.cairn.http.door;

import io.helidon.common.socket.SocketOptions;
import io.helidon.common.uri.UriPath;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import network.cairn.base.time.Fatal;
import network.cairn.base.time.RealScheduler;

/// The HTTP server: handlers below paths, on one address. Thread-safe.
///
/// Every door of the program is one of these, and what a door must bear stands here and in its
/// [DoorLimits]: query 256 KiB, headers 64 KiB, connections in all and of one network, times for
/// each part of a request and an answer, the names it may be called by ([Hosts]). A handler sees
/// none of it but [Request#gone].
public final class HttpDoor implements AutoCloseable {
  private static final int MAX_PROLOGUE = 256 << 10;
  private static final int MAX_HEADERS = 64 << 10;
  private static final Duration GRACE = Duration.ofSeconds(2);

  /// The server's own clock of an idle connection begins with the request before, so that it would
  /// end one right behind a long answer, or while its caller still reads it.
  private static final Duration NEVER = Duration.ofDays(365);

  /// Connections that gave their place away and are not taken down yet.
  private static final int PARTING = 64;

  private static final String CONTENT_LENGTH = "Content-Length";
  private static final String WHERE = "a caller's thread at a door";

  private final WebServer server;
  private final Connections connections;
  private final AtomicBoolean shut;

  private HttpDoor(WebServer server, Connections connections, AtomicBoolean shut) {
    this.server = server;
    this.connections = connections;
    this.shut = shut;
  }

  /// As [#open(InetSocketAddress, String, Map, DoorLimits, Collection)], for strangers, by no
  /// further names.
  public static HttpDoor open(
      InetSocketAddress address, String product, Map<String, ? extends Handler> handlers)
      throws IOException {
    return open(address, product, handlers, DoorLimits.ofStrangers(), List.of());
  }

  /// Starts listening.
  ///
  /// @param product what the header `Server` says
  /// @param handlers by the beginning of the path; the longest that fits serves a request
  /// @param hosts names that callers may call the door by, besides `localhost` and addresses
  /// @throws IOException if the address cannot be listened on; the message names it
  public static HttpDoor open(
      InetSocketAddress address,
      String product,
      Map<String, ? extends Handler> handlers,
      DoorLimits limits,
      Collection<String> hosts)
      throws IOException {
    return open(
        address,
        new Service(product, Map.copyOf(handlers), new Hosts(hosts)),
        new Connections(limits, System::nanoTime, NetworkPrefix::of),
        Fatal.halt());
  }

  /// What stands behind a door.
  record Service(String product, Map<String, Handler> handlers, Hosts hosts) {}

  /// @param fatal gets an `Error` of the machine in any thread that serves a caller: the server
  ///   would only log it, and a door without memory must not look alive
  static HttpDoor open(
      InetSocketAddress address, Service service, Connections connections, Fatal fatal)
      throws IOException {
    requireFree(address);
    DoorLimits limits = connections.limits();
    SocketOptions options =
        SocketOptions.builder().readTimeout(limits.silence()).tcpNoDelay(true).build();
    AtomicBoolean shut = new AtomicBoolean();
    GuardedSockets sockets = new GuardedSockets(http(), connections, fatal);
    WebServer server =
        WebServer.builder()
            .address(address.getAddress())
            .port(address.getPort())
            .shutdownHook(false)
            .maxTcpConnections(limits.connections() + PARTING)
            .idleConnectionTimeout(NEVER)
            .shutdownGracePeriod(GRACE)
            .connectionOptions(sockets.admitting(options))
            .protocolsDiscoverServices(false)
            .directHandlers(told())
            .addConnectionSelector(sockets)
            .routing(routing -> routes(routing, service, connections, shut, fatal))
            .build();
    server.start();
    if (!server.isRunning()) {
      throw new IOException("cannot listen on " + text(address) + ": the server did not start");
    }
    connections.watch(new RealScheduler(fatal));
    return new HttpDoor(server, connections, shut);
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

  /// What is no request, or too long for one, is told in one line; nothing of it is repeated.
  private static DirectHandlers told() {
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
      handlers.addHandler(
          type,
          (request, _, status, headers, _) ->
              DirectHandler.TransportResponse.builder()
                  .status(status)
                  .headers(headers)
                  .header(HeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                  .entity(status.code() + " - " + reason(status.code(), request.path()) + "\n")
                  .keepAlive(false)
                  .build());
    }
    return handlers.build();
  }

  private static String reason(int status, String path) {
    return switch (status) {
      case 400 ->
          hasBrokenEscape(path)
              ? "Bad Request: the path holds a broken %-escape: write % and two hexadecimal digits"
              : "Bad Request: this is no request of HTTP/1.1 or HTTP/1.0 that names its host and"
                  + " can be read";
      case 404 -> "Not Found";
      case 413 -> "Content Too Large: the request's body is longer than this door takes";
      case 414 -> "URI Too Long: put long lists of arguments into the request's body";
      case 431 -> "Request Header Fields Too Large: headers have at most 64 KiB";
      case 505 -> "HTTP Version Not Supported: speak HTTP/1.1";
      default -> status < 500 ? "the request is refused" : "the request failed";
    };
  }

  private static boolean hasBrokenEscape(String path) {
    for (int at = path.indexOf('%'); at >= 0; at = path.indexOf('%', at + 1)) {
      if (at + 2 >= path.length()
          || !HexFormat.isHexDigit(path.charAt(at + 1))
          || !HexFormat.isHexDigit(path.charAt(at + 2))) {
        return true;
      }
    }
    return false;
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
      Service service,
      Connections connections,
      AtomicBoolean shut,
      Fatal fatal) {
    routing.any((request, response) -> {
      Connection connection = connections.at(request.remotePeer().address());
      if (connection == null || connection.isLast() || shut.get()) {
        throw new CloseConnectionException("nothing more is answered here");
      }
      response.header("Server", service.product());
      boolean headOnly = request.prologue().method().equals(Method.HEAD);
      HelidonResponse answer = new HelidonResponse(response, connection, headOnly);
      connection.beginCall();
      try {
        answer(HelidonRequest.of(request, connection), answer, service);
      } catch (IOException | RuntimeException e) {
        if (connection.gone()) {
          throw new CloseConnectionException("the caller has gone", e);
        }
        throw e;
      } catch (Error e) {
        throw ended(e, fatal);
      } finally {
        connection.endCall();
      }
      if (answer.last
          || connection.caller().isOld()
          || request.headers().containsToken(HeaderValues.CONNECTION_CLOSE)) {
        // The server writes the end of a streamed answer only when this returns, and reads then.
        connection.last();
        if (answer.body.isEmpty()) {
          connection.farewell();
          throw new CloseConnectionException("answered");
        }
      }
    });
  }

  /// The failure, if the process goes on after it.
  static Error ended(Error failure, Fatal fatal) {
    if (Fatal.isOfMachine(failure)) {
      fatal.end(WHERE, failure);
    }
    return failure;
  }

  private static void answer(Request asked, Response answer, Service service) throws IOException {
    Optional<Handler> handler =
        service.handlers().entrySet().stream()
            .filter(e -> asked.path().startsWith(e.getKey()))
            .max(Map.Entry.comparingByKey(Comparator.comparingInt(String::length)))
            .map(Map.Entry::getValue);
    if (handler.filter(Handler::servesAnyHost).isEmpty()
        && !service.hosts().allows(asked.header("Host").orElse(""))) {
      text(
          answer,
          403,
          "403 - Forbidden: this door is not called by that name; use its address, localhost, or a"
              + " name that its configuration lists");
      return;
    }
    if (handler.isPresent()) {
      handler.get().handle(asked, answer);
    } else {
      text(answer, 404, "404 page not found");
    }
  }

  private static void text(Response answer, int status, String text) throws IOException {
    answer.send(
        status,
        Map.of("Content-Type", "text/plain; charset=utf-8", "X-Content-Type-Options", "nosniff"),
        (text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /// The port listened on.
  public int port() {
    return server.port();
  }

  /// Begins no further call from now on, also on connections that are kept: those under way go on.
  public void shut() {
    shut.set(true);
  }

  /// Lets calls end for a moment, then cuts them.
  @Override
  public void close() {
    shut();
    server.stop();
    connections.close();
  }

  private record HelidonRequest(ServerRequest request, Connection connection, RequestTarget target)
      implements Request {
    static HelidonRequest of(ServerRequest request, Connection connection) {
      String method = request.prologue().method().text();
      RequestTarget target = RequestTarget.of(method, request.path().rawPath());
      return new HelidonRequest(request, connection, target);
    }

    @Override
    public String method() {
      return request.prologue().method().text();
    }

    @Override
    public String path() {
      return target.host().isEmpty() ? request.path().path() : UriPath.create(target.path()).path();
    }

    @Override
    public String rawPath() {
      return target.path();
    }

    @Override
    public String query() {
      return request.query().rawValue();
    }

    @Override
    public Optional<String> header(String name) {
      return target.host().isPresent() && name.equalsIgnoreCase("Host")
          ? target.host()
          : request.headers().first(KnownHeaders.name(name));
    }

    @Override
    public Optional<NetworkPrefix> network() {
      return connection.network();
    }

    @Override
    public Optional<InetSocketAddress> calledAt() {
      return request.localPeer().address() instanceof InetSocketAddress address
          ? Optional.of(address)
          : Optional.empty();
    }

    @Override
    public boolean gone() {
      return connection.gone();
    }

    @Override
    public void waiting(boolean now) {
      connection.waiting(now);
    }

    @Override
    public void hangUp(String why) {
      connection.end(why);
    }

    @Override
    public InputStream body() {
      return request.content().hasEntity()
          ? new RequestBody(request.content().inputStream(), connection)
          : InputStream.nullInputStream();
    }
  }

  /// Tells the connection of the body's end, after which the caller owes nothing.
  private static final class RequestBody extends FilterInputStream {
    private final Connection connection;

    RequestBody(InputStream in, Connection connection) {
      super(in);
      this.connection = connection;
    }

    @Override
    public int read() throws IOException {
      return noted(in.read());
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return noted(in.read(bytes, offset, length));
    }

    private int noted(int read) {
      if (read < 0) {
        connection.bodyRead();
      }
      return read;
    }
  }

  private static final class HelidonResponse implements Response {
    private final ServerResponse response;
    private final Connection connection;
    private Optional<StreamedBody> body = Optional.empty();
    private final boolean headOnly;
    private boolean last;

    HelidonResponse(ServerResponse response, Connection connection, boolean headOnly) {
      this.response = response;
      this.connection = connection;
      this.headOnly = headOnly;
    }

    @Override
    public void send(int status, Map<String, String> headers, byte[] bytes) throws IOException {
      head(status, headers);
      if (bytes.length == 0
          && (headOnly || status == 204 || status == 304)
          && !headers.containsKey(CONTENT_LENGTH)) {
        connection.bareHead().next();
      }
      connection.told(() -> response.send(bytes));
    }

    @Override
    public OutputStream start(int status, Map<String, String> headers) {
      head(status, headers);
      OptionalLong length = OptionalLong.empty();
      if (headers.containsKey(CONTENT_LENGTH)) {
        length = OptionalLong.of(Long.parseLong(headers.get(CONTENT_LENGTH)));
        response.headers().remove(HeaderNames.TRAILER);
      }
      StreamedBody out = new StreamedBody(response, connection, length);
      body = Optional.of(out);
      return out;
    }

    private void head(int status, Map<String, String> headers) {
      response.status(Status.create(status));
      headers.forEach((name, value) -> response.header(KnownHeaders.name(name), value));
      last = "close".equalsIgnoreCase(headers.get("Connection"));
    }

    @Override
    public void fail(String message) throws IOException {
      if (!response.headers().contains(HeaderNames.TRAILER)) {
        cut(message);
      }
      body.orElseThrow().fail(message);
    }

    @Override
    public void cut(String message) throws IOException {
      if (body.isPresent()) {
        body.get().flush();
      }
      connection.caller().cut();
      if (connection.caller().hasFailed()) {
        connection.farewell();
      }
      throw new CloseConnectionException("the rest of a body is missing: " + message);
    }
  }
}
