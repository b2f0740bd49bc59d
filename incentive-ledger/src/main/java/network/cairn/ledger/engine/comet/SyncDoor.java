package network.cairn.ledger.engine.comet;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import network.cairn.base.time.Scheduler;
import network.cairn.ledger.engine.comet.local.LocalListener;

/// A door on loopback at which the CometBFT of this process finds the headers that it needs to take
/// the state of others over ([SyncAnswers]): so nobody's CometBFT has a public one. Open while
/// there are no blocks yet. What it says is public, and what is asked of it changes nothing.
///
/// HTTP as CometBFT's client speaks it: a `POST` with a `Content-Length`. Thread-safe.
final class SyncDoor implements AutoCloseable {
  /// Connections at once.
  static final int MAX_CONNECTIONS = 16;

  /// Longest head of a request, and longest body.
  static final int MAX_HEAD = 8_192;

  static final int MAX_BODY = 4_096;

  private static final String LENGTH = "content-length:";
  private static final String END = "\r\n\r\n";

  private final SyncAnswers answers;
  private final Duration idle;
  private final LocalListener listener;

  private SyncDoor(SyncAnswers answers, Scheduler scheduler, Duration idle) throws IOException {
    this.answers = answers;
    this.idle = idle;
    this.listener =
        LocalListener.listen(
            StandardProtocolFamily.INET,
            new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0),
            "sync",
            MAX_CONNECTIONS,
            this::serve,
            scheduler);
  }

  /// Opens a door at a port that the system chooses.
  ///
  /// @param answers its headers are closed with it
  /// @param idle how long a connection may say nothing
  /// @throws IOException if none can be opened
  static SyncDoor open(SyncAnswers answers, Scheduler scheduler, Duration idle) throws IOException {
    return new SyncDoor(answers, scheduler, idle);
  }

  /// Where it is, `host:port`.
  String address() {
    return "127.0.0.1:" + ((InetSocketAddress) listener.address()).getPort();
  }

  private void serve(SocketChannel connection) throws IOException {
    Socket socket = connection.socket();
    socket.setSoTimeout((int) idle.toMillis());
    InputStream in = new BufferedInputStream(socket.getInputStream());
    Optional<byte[]> body = request(in);
    while (body.isPresent()) {
      Optional<byte[]> answer = answers.answer(body.get());
      if (answer.isEmpty()) {
        return;
      }
      write(socket.getOutputStream(), answer.get());
      body = request(in);
    }
  }

  /// The next request's body; empty at the end, and if it is longer or of another form than
  /// CometBFT's are.
  private static Optional<byte[]> request(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf(END, Math.max(0, head.length() - END.length())) < 0) {
      int read = in.read();
      if (read < 0 || head.length() == MAX_HEAD) {
        return Optional.empty();
      }
      head.append((char) read);
    }
    OptionalInt length = length(head.toString());
    if (length.isEmpty() || length.getAsInt() > MAX_BODY) {
      return Optional.empty();
    }
    byte[] body = in.readNBytes(length.getAsInt());
    return body.length == length.getAsInt() ? Optional.of(body) : Optional.empty();
  }

  /// How long the body is; empty if that is not said, or this is no `POST`.
  private static OptionalInt length(String head) {
    if (!head.startsWith("POST ")) {
      return OptionalInt.empty();
    }
    return head.lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(LENGTH))
        .map(line -> line.substring(LENGTH.length()).strip())
        .filter(value -> value.matches("[0-9]{1,9}"))
        .mapToInt(Integer::parseInt)
        .findFirst();
  }

  private static void write(OutputStream out, byte[] answer) throws IOException {
    String head =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
            + answer.length
            + END;
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    out.write(answer);
    out.flush();
  }

  @Override
  public void close() {
    listener.close();
    answers.headers().close();
  }
}
