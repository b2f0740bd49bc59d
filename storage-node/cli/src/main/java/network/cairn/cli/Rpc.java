package network.cairn.cli;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import network.cairn.api.AuthSecret;
import network.cairn.api.Command;
import network.cairn.api.DoorProof;
import network.cairn.api.content.Content;
import network.cairn.api.json.InvalidJson;
import network.cairn.api.json.JsonValue;
import network.cairn.api.table.Commands;

/// Calls the daemon's `/api/v0` over a plain socket: `HttpClient` would cost a client command ten
/// times its own time.
///
/// One call a connection. Where [Trust] asks for it, the other end first proves on the same
/// connection to be the home's daemon. Errors of the daemon become [CommandFailed] with the
/// daemon's message.
final class Rpc implements Api {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int BUFFER = 1 << 16;
  private static final int NONCE_BYTES = 32;
  private static final int MAX_PROOF = 1024;
  private final InetSocketAddress address;
  private final Trust trust;
  private final Duration patience;
  private final boolean offline;

  Rpc(InetSocketAddress address, Trust trust) {
    this(address, trust, PATIENCE);
  }

  /// @param patience for a connection, and for a proof
  Rpc(InetSocketAddress address, Trust trust, Duration patience) {
    this(address, trust, patience, false);
  }

  private Rpc(InetSocketAddress address, Trust trust, Duration patience, boolean offline) {
    this.address = address;
    this.trust = trust;
    this.patience = patience;
    this.offline = offline;
  }

  /// The same daemon, asked to fetch nothing for any call.
  Rpc offline() {
    return new Rpc(address, trust, patience, true);
  }

  /// A connection on which the call may be made.
  ///
  /// @param closed whether the door asks every caller for a secret
  private record Line(Socket socket, InputStream in, OutputStream out, boolean closed)
      implements AutoCloseable {
    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /// Calls a command and reads its answer. A long list of arguments goes in the body.
  ///
  /// @param path the command's words joined by `/`
  /// @throws CommandFailed with the daemon's message, also if the error came in the trailer
  @Override
  public <T> T call(String path, Query query, BodyReader<T> reader) throws IOException {
    if (ArgumentBody.isNeeded(query)) {
      String boundary = ArgumentBody.boundary();
      return upload(
          path, query.withArgs(List.of()), boundary, ArgumentBody.of(query, boundary), reader);
    }
    try (Line line = connect()) {
      line.out.write(call(line, path, query, "Content-Length: 0\r\n"));
      line.out.flush();
      return answer(line.in, reader);
    }
  }

  /// Calls a command with a multipart body, which is sent while the answer is read.
  @Override
  public <T> T upload(
      String path, Query query, String boundary, BodyWriter writer, BodyReader<T> reader)
      throws IOException {
    try (Line line = connect()) {
      String headers =
          "Transfer-Encoding: chunked\r\nContent-Type: multipart/form-data; boundary="
              + boundary
              + "\r\n";
      line.out.write(call(line, path, query, headers));
      Upload upload = new Upload(line.socket, line.out, writer);
      Thread sender = Thread.ofPlatform().daemon().name("upload").start(upload);
      try {
        return answer(line.in, reader);
      } catch (IOException | CommandFailed | InvalidJson e) {
        upload.rethrow();
        throw e;
      } finally {
        sender.interrupt();
      }
    }
  }

  @Override
  public Content content() {
    return new RemoteContent(this);
  }

  /// At the first of the host's addresses where anybody listens: `localhost` has two.
  private Line connect() throws IOException {
    return first(
        InetAddress.getAllByName(address.getHostString()),
        host -> connect(new InetSocketAddress(host, address.getPort())));
  }

  /// Dials one of a host's addresses.
  interface Dial<T> {
    T to(InetAddress host) throws IOException;
  }

  /// The first that answers. One where nobody proves to be the daemon ends the search: whoever took
  /// the port is not passed over in silence.
  ///
  /// @param hosts at least one
  static <T> T first(InetAddress[] hosts, Dial<T> dial) throws IOException {
    for (int i = 0; ; i++) {
      try {
        return dial.to(hosts[i]);
      } catch (ConnectException | NoRouteToHostException e) {
        if (i + 1 == hosts.length || e instanceof UnprovedDoor) {
          throw e;
        }
      }
    }
  }

  private Line connect(InetSocketAddress to) throws IOException {
    Socket socket = new Socket();
    try {
      return line(socket, to);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /// @throws UnprovedDoor if nobody answers as the daemon
  private Line line(Socket socket, InetSocketAddress to) throws IOException {
    try {
      socket.setTcpNoDelay(true);
      socket.connect(to, (int) patience.toMillis());
      boolean closed = prepare(socket);
      return new Line(
          socket,
          new BufferedInputStream(socket.getInputStream(), BUFFER),
          new BufferedOutputStream(socket.getOutputStream(), BUFFER),
          closed);
    } catch (ConnectException | NoRouteToHostException e) {
      throw e;
    } catch (SocketTimeoutException e) {
      throw SilentDoor.within(patience, text(address));
    } catch (EOFException | SocketException e) {
      throw SilentDoor.hungUp(text(address));
    }
  }

  /// Whether the door asks every caller for a secret, as far as it says so.
  private boolean prepare(Socket socket) throws IOException {
    return switch (trust) {
      case Trust.None _, Trust.Given _ -> false;
      case Trust.Proved proved -> requireProof(socket, proved);
      case Trust.Unprovable(String why) -> throw StrangerAtDoor.unprovable(text(address), why);
    };
  }

  /// @throws StrangerAtDoor if the other end has not the token
  private boolean requireProof(Socket socket, Trust.Proved proved) throws IOException {
    byte[] fresh = new byte[NONCE_BYTES];
    new SecureRandom().nextBytes(fresh);
    String nonce = HexFormat.of().formatHex(fresh);
    InetSocketAddress reached = (InetSocketAddress) socket.getRemoteSocketAddress();
    Shown shown = shown(socket, nonce);
    boolean known = false;
    for (String token : proved.proofs()) {
      byte[] bytes = token.getBytes(StandardCharsets.US_ASCII);
      known |= DoorProof.matches(DoorProof.of(bytes, nonce, reached), shown.proof);
    }
    if (!known) {
      throw proved.typed()
          ? StrangerAtDoor.ofToken(text(reached))
          : StrangerAtDoor.ofHome(text(reached));
    }
    socket.setSoTimeout(0);
    return shown.closed;
  }

  /// What the other end shows as its proof, and whether it asks every caller for a secret.
  private record Shown(String proof, boolean closed) {}

  /// Its proof is empty where it answers something else.
  private Shown shown(Socket socket, String nonce) throws IOException {
    String request = head(DoorProof.PATH + "?nonce=" + nonce, "Content-Length: 0\r\n");
    try {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      HttpAnswer answer =
          HttpAnswer.read(new BufferedInputStream(new PatientInput(socket, patience)));
      String proof = new String(answer.body().readNBytes(MAX_PROOF), StandardCharsets.US_ASCII);
      return new Shown(proof, answer.header(DoorProof.CLOSED).isPresent());
    } catch (EOFException | SocketException | SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      return new Shown("", false);
    }
  }

  private static String text(InetSocketAddress address) {
    String host = address.getHostString();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
  }

  private byte[] call(Line line, String path, Query query, String headers) {
    String authorization =
        switch (trust) {
          case Trust.None _, Trust.Unprovable _ -> "";
          case Trust.Given(String secret) -> authorization(secret);
          case Trust.Proved(String secret, _, _) ->
              line.closed || asksForToken(path) ? authorization(secret) : "";
        };
    Api.Query whole = offline ? query.withArgs(query.args()).option("offline", "true") : query;
    return head(
            "/api/v0/" + path + whole.encoded(), "Connection: close\r\n" + authorization + headers)
        .getBytes(StandardCharsets.UTF_8);
  }

  /// A command may make several calls, of which only some ask for the token.
  private static boolean asksForToken(String path) {
    for (Command row : Commands.TABLE.rows()) {
      if (row.atDoor() && row.path().equals(path)) {
        return row.guard().wanted();
      }
    }
    return false;
  }

  private static String authorization(String secret) {
    String value = AuthSecret.header(secret).orElse("Bearer " + secret);
    return "Authorization: " + value + "\r\n";
  }

  private String head(String target, String headers) {
    return "POST "
        + target
        + " HTTP/1.1\r\nHost: "
        + text(address)
        + "\r\nUser-Agent: cairn-cli\r\n"
        + headers
        + "\r\n";
  }

  private static <T> T answer(InputStream in, BodyReader<T> reader) throws IOException {
    HttpAnswer answer = HttpAnswer.read(in);
    InputStream body = answer.body();
    if (answer.status() != 200) {
      throw new CommandFailed(message(answer, body));
    }
    T result;
    try {
      result = reader.read(answer, body);
    } catch (EOFException | InvalidJson e) {
      requireWhole(answer, body);
      throw e;
    }
    requireWhole(answer, body);
    return result;
  }

  /// @throws CommandFailed with what the end of the answer says of why it came early
  private static void requireWhole(HttpAnswer answer, InputStream body) throws IOException {
    body.transferTo(OutputStream.nullOutputStream());
    Optional<String> late = answer.trailer("X-Stream-Error");
    if (late.isPresent()) {
      throw new CommandFailed(late.get());
    }
  }

  private static String message(HttpAnswer answer, InputStream body) throws IOException {
    String text = new String(body.readNBytes(BUFFER), StandardCharsets.UTF_8).strip();
    if (answer.header("content-type").map(t -> t.startsWith("application/json")).orElse(false)) {
      text = JsonValue.parse(text).at("Message").text();
    }
    return text.isEmpty() ? "the daemon answered with status " + answer.status() : text;
  }

  /// Sends the body in chunks. A source that fails closes the connection and is what the user is
  /// told; a daemon that stopped reading has said why in its answer.
  private static final class Upload implements Runnable {
    private final Socket socket;
    private final OutputStream out;
    private final BodyWriter writer;
    private volatile Optional<Exception> failure = Optional.empty();

    private Upload(Socket socket, OutputStream out, BodyWriter writer) {
      this.socket = socket;
      this.out = out;
      this.writer = writer;
    }

    @Override
    public void run() {
      ChunkedOutput chunks = new ChunkedOutput(out);
      try {
        writer.writeTo(chunks);
        chunks.end();
      } catch (Refused e) {
        // Only the reader of the answer may close the connection now.
      } catch (CommandFailed | UncheckedIOException | IOException e) {
        failure = Optional.of(e);
        closeQuietly();
      }
    }

    private void closeQuietly() {
      try {
        socket.close();
      } catch (IOException e) {
        // The failure that led here is the one to tell.
      }
    }

    private void rethrow() throws IOException {
      switch (failure.orElse(null)) {
        case RuntimeException e -> throw e;
        case IOException e -> throw e;
        case null, default -> {}
      }
    }
  }

  /// The daemon takes no more of the body.
  private static final class Refused extends IOException {
    private static final long serialVersionUID = 1;

    private Refused(IOException cause) {
      super(cause);
    }
  }

  /// HTTP chunks of up to 64 KiB; [#end] ends the body but not the connection.
  private static final class ChunkedOutput extends OutputStream {
    private final OutputStream out;
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(BUFFER);

    private ChunkedOutput(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      buffer.write(b);
      if (buffer.size() >= BUFFER) {
        flushChunk();
      }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (buffer.size() + length >= BUFFER) {
        flushChunk();
        if (length >= BUFFER) {
          chunk(bytes, offset, length);
          return;
        }
      }
      buffer.write(bytes, offset, length);
    }

    private void flushChunk() throws IOException {
      if (buffer.size() > 0) {
        chunk(buffer.toByteArray(), 0, buffer.size());
        buffer.reset();
      }
    }

    private void chunk(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(bytes, offset, length);
        out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        throw new Refused(e);
      }
    }

    @Override
    public void flush() throws IOException {
      flushChunk();
      flushSocket();
    }

    private void end() throws IOException {
      flushChunk();
      try {
        out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        throw new Refused(e);
      }
      flushSocket();
    }

    private void flushSocket() throws IOException {
      try {
        out.flush();
      } catch (IOException e) {
        throw new Refused(e);
      }
    }
  }
}
