package network.cairn.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import network.cairn.api.DoorProof;

/// A daemon that answers each path with what a test has written for it, and remembers what it was
/// asked. Proves to be the daemon of a home whose token it was told. Listens at a port of its own,
/// on loopback unless told otherwise.
final class FakeDaemon implements AutoCloseable {
  private static final String BASE = "/api/v0/";
  private final ServerSocket listener;
  private final Map<String, byte[]> answers = new ConcurrentHashMap<>();
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private volatile String token = "";

  /// One request.
  ///
  /// @param target path below `/api/v0/` and query
  /// @param head all of it, from the request line on
  /// @param body without its chunks' sizes
  record Call(String target, String head, String body) {}

  FakeDaemon() throws IOException {
    this(InetAddress.getLoopbackAddress());
  }

  FakeDaemon(InetAddress at) throws IOException {
    listener = new ServerSocket(0, 50, at);
    Thread.ofVirtual().start(this::serve);
  }

  /// As `--api` takes it.
  String address() {
    InetAddress at = listener.getInetAddress();
    return (at instanceof Inet6Address ? "/ip6/" : "/ip4/")
        + at.getHostAddress()
        + "/tcp/"
        + listener.getLocalPort();
  }

  /// Is the daemon of the home that has this token.
  FakeDaemon knowing(String secret) {
    token = secret;
    return this;
  }

  /// A whole answer with status 200.
  FakeDaemon answer(String path, String body) {
    return answer(path, body.getBytes(StandardCharsets.UTF_8));
  }

  FakeDaemon answer(String path, byte[] body) {
    return raw(path, head("200 OK", "", body.length), body);
  }

  /// An answer whose head promises more than comes.
  FakeDaemon cut(String path, String body, int missing) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return raw(path, head("200 OK", "", bytes.length + missing), bytes);
  }

  FakeDaemon refuse(String path, String type, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return raw(path, head("500 No", "Content-Type: " + type + "\r\n", bytes.length), bytes);
  }

  FakeDaemon raw(String path, String head, byte[] body) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    all.writeBytes(body);
    answers.put(path, all.toByteArray());
    return this;
  }

  private static String head(String status, String headers, int length) {
    return "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + length + "\r\n\r\n";
  }

  List<Call> calls() {
    return List.copyOf(calls);
  }

  List<String> targets() {
    return calls.stream().map(Call::target).toList();
  }

  void forget() {
    calls.clear();
    answers.clear();
  }

  private void serve() {
    while (!listener.isClosed()) {
      try (Socket socket = listener.accept()) {
        serve(socket);
      } catch (IOException e) {
        // The caller went away, or the test is over.
      }
    }
  }

  private void serve(Socket socket) throws IOException {
    InputStream in = new BufferedInputStream(socket.getInputStream());
    StringBuilder head = head(in);
    if (head.toString().startsWith("POST " + DoorProof.PATH + "?nonce=")) {
      prove(socket, head.toString().split("nonce=", 2)[1].split(" ", 2)[0]);
      head = head(in);
    }
    if (head.isEmpty()) {
      return;
    }
    String target = head.toString().split(" ", 3)[1].substring(BASE.length());
    String body = head.indexOf("Transfer-Encoding: chunked") < 0 ? "" : chunks(in);
    calls.add(new Call(target, head.toString(), body));
    String path = target.replaceFirst("\\?.*", "");
    byte[] none = head("404 Not Found", "", 0).getBytes(StandardCharsets.UTF_8);
    socket.getOutputStream().write(answers.getOrDefault(path, none));
  }

  private static StringBuilder head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      head.append(line).append('\n');
    }
    return head;
  }

  private void prove(Socket socket, String nonce) throws IOException {
    String proof =
        DoorProof.of(
            token.getBytes(StandardCharsets.US_ASCII),
            nonce,
            (InetSocketAddress) socket.getLocalSocketAddress());
    socket
        .getOutputStream()
        .write((head("200 OK", "", proof.length()) + proof).getBytes(StandardCharsets.US_ASCII));
  }

  private static String chunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int n = Integer.parseInt(line(in), 16); n > 0; n = Integer.parseInt(line(in), 16)) {
      body.writeBytes(in.readNBytes(n));
      line(in);
    }
    line(in);
    return body.toString(StandardCharsets.UTF_8);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
