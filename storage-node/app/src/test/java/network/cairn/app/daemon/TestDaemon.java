package network.cairn.app.daemon;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import network.cairn.store.config.Config;
import network.cairn.store.config.ConfigProfile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A daemon of a test on free ports of loopback, and a client of its door.
final class TestDaemon implements AutoCloseable {
  static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private final HttpClient client = HttpClient.newHttpClient();
  private final Path home;
  private final Daemon daemon;

  private TestDaemon(Path home, Daemon daemon) {
    this.home = home;
    this.daemon = daemon;
  }

  /// Starts a daemon in a home, which is made if it is not there.
  static TestDaemon start(Path home) throws IOException {
    if (!Config.exists(home)) {
      init(home);
    }
    return new TestDaemon(home, Daemon.start(home, Optional.empty(), () -> {}));
  }

  /// Starts a daemon that keeps away from the network.
  static TestDaemon offline(Path home) throws IOException {
    return new TestDaemon(
        home, Daemon.start(home, new Daemon.Plan(Optional.empty(), true), () -> {}));
  }

  static String encoded(String argument) {
    return URLEncoder.encode(argument, StandardCharsets.UTF_8);
  }

  static void init(Path home) throws IOException {
    Home.init(
        home, Home.Plan.of(ConfigProfile.TEST), new PrintStream(OutputStream.nullOutputStream()));
    Config.load(home).setText("Datastore.DiskReserve", "1MiB");
  }

  int port() {
    return daemon.api().port().orElseThrow();
  }

  String address() {
    return daemon.addresses().getFirst().toString();
  }

  String token() throws IOException {
    return Files.readString(home.resolve("token")).strip();
  }

  /// All meters.
  String scrape() throws IOException, InterruptedException {
    return good(send(HttpRequest.newBuilder(uri("").resolve(MetricsHandler.KUBOS)).build()));
  }

  URI uri(String call) {
    return URI.create("http://127.0.0.1:" + port() + "/api/v0/" + call);
  }

  HttpRequest.Builder request(String call) {
    return HttpRequest.newBuilder(uri(call)).timeout(PATIENCE);
  }

  HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  HttpResponse<byte[]> post(String call) throws IOException, InterruptedException {
    return send(request(call).POST(HttpRequest.BodyPublishers.noBody()).build());
  }

  static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  /// The text of an answer that must be good.
  String good(HttpResponse<byte[]> answer) {
    if (answer.statusCode() != 200) {
      throw new AssertionError(answer.statusCode() + ": " + text(answer));
    }
    return text(answer);
  }

  JsonNode json(String call) throws IOException, InterruptedException {
    return JSON.readTree(good(post(call)));
  }

  List<JsonNode> lines(String text) {
    List<JsonNode> lines = new ArrayList<>();
    text.lines().forEach(l -> lines.add(JSON.readTree(l)));
    return lines;
  }

  /// A part of an upload.
  record File(String name, String type, byte[] bytes) {
    static File of(String name, byte[] bytes) {
      return new File(name, "application/octet-stream", bytes);
    }
  }

  HttpResponse<byte[]> upload(String call, File... files) throws IOException, InterruptedException {
    return send(
        request(call)
            .header("Content-Type", "multipart/form-data; boundary=frontier")
            .POST(HttpRequest.BodyPublishers.ofByteArray(multipart(files)))
            .build());
  }

  static byte[] multipart(File... files) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (File file : files) {
      out.writeBytes(
          ("--frontier\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
                  + URLEncoder.encode(file.name(), StandardCharsets.UTF_8)
                  + "\"\r\nContent-Type: "
                  + file.type()
                  + "\r\n\r\n")
              .getBytes(StandardCharsets.UTF_8));
      out.writeBytes(file.bytes());
      out.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
    }
    out.writeBytes("--frontier--\r\n".getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  /// Sends bytes as they are and reads one answer, of a body in ASCII.
  String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      byte[] some = new byte[4096];
      while (!isWhole(answer.toString(StandardCharsets.UTF_8))) {
        int read = socket.getInputStream().read(some);
        if (read < 0) {
          break;
        }
        answer.write(some, 0, read);
      }
      return answer.toString(StandardCharsets.UTF_8);
    }
  }

  private static boolean isWhole(String answer) {
    int body = answer.indexOf("\r\n\r\n") + 4;
    if (body < 4) {
      return false;
    }
    Matcher length =
        Pattern.compile("(?i)content-length: ([0-9]+)").matcher(answer.substring(0, body));
    return length.find()
        ? answer.length() - body >= Integer.parseInt(length.group(1))
        : answer.contains("\r\n0\r\n") && answer.endsWith("\r\n\r\n");
  }

  @Override
  public void close() {
    client.close();
    daemon.close();
  }
}
