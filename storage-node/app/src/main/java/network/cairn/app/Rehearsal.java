package network.cairn.app;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import network.cairn.api.DoorProof;
import network.cairn.app.daemon.NodeRoles;
import network.cairn.base.files.DurableFiles;
import network.cairn.cli.Output;
import network.cairn.cli.Roles;
import network.cairn.cli.Shell;
import network.cairn.cli.Terminal;

/// Goes through what a client or a daemon usually does, once, in a home that is thrown away, so
/// that the JVM can write down which classes and profiles a later start will want.
///
/// The launcher runs it after a build; whatever fails here costs start-up time later, nothing else.
final class Rehearsal {
  private static final String TOKEN = "0".repeat(64);
  private static final int PORT_WAIT_MILLIS = 30_000;
  private static final int FILE_SIZE = 24 << 20;
  private static final int HASHED_SIZE = 96 << 20;
  private static final int MOVED_SIZE = 160 << 20;
  private static final int SMALL_FILES = 500;

  private final Path home;
  private final Roles roles = new NodeRoles();

  private Rehearsal(Path home) {
    this.home = home;
  }

  public static void main(String[] words) throws IOException, InterruptedException {
    String what = words.length == 1 ? words[0] : "daemon";
    Path home = Files.createTempDirectory("cairn-rehearsal");
    try {
      Rehearsal rehearsal = new Rehearsal(home);
      switch (what) {
        case "client" -> rehearsal.client();
        case "hash" -> rehearsal.hash();
        default -> rehearsal.daemon();
      }
    } finally {
      delete(home);
    }
    if (what.equals("daemon")) {
      System.exit(0);
    } else {
      Cairn.main(new String[] {"version"});
    }
  }

  /// Client commands against a door that is painted on: the real one's classes would make the
  /// client's cache larger, and every start pays for its size.
  private void client() throws IOException {
    try (ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answerAll(door));
      Files.writeString(home.resolve("api"), "/ip4/127.0.0.1/tcp/" + door.getLocalPort());
      DurableFiles.replaceSecret(home.resolve("token"), TOKEN.getBytes(StandardCharsets.US_ASCII));
      Path file = Files.write(home.resolve("file"), new byte[4096]);
      for (String line :
          List.of("version", "id", "--help", "pin ls", "swarm peers", "cat Qm", "repo stat")) {
        run(line.split(" "));
      }
      run("add", "-Q", file.toString());
      run("id");
    }
  }

  private static void answerAll(ServerSocket door) {
    while (!door.isClosed()) {
      try (Socket socket = door.accept()) {
        answer(socket);
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void answer(Socket socket) throws IOException {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    String request = in.readLine();
    boolean chunked = isChunked(in);
    if (request != null && request.contains(DoorProof.PATH)) {
      prove(socket, request);
      request = in.readLine();
      chunked = isChunked(in);
    }
    for (String line = ""; chunked && line != null && !line.equals("0"); ) {
      line = in.readLine();
    }
    byte[] body = body(request).getBytes(StandardCharsets.UTF_8);
    OutputStream out = socket.getOutputStream();
    out.write(
        ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                + Integer.toHexString(body.length)
                + "\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    out.write(body);
    out.write("\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  /// Reads the rest of a head.
  private static boolean isChunked(BufferedReader in) throws IOException {
    boolean chunked = false;
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      chunked |= line.startsWith("Transfer-Encoding");
    }
    return chunked;
  }

  private static void prove(Socket socket, String request) throws IOException {
    int nonce = request.indexOf('=') + 1;
    String proof =
        DoorProof.of(
            TOKEN.getBytes(StandardCharsets.US_ASCII),
            request.substring(nonce, nonce + DoorProof.NONCE_DIGITS),
            (InetSocketAddress) socket.getLocalSocketAddress());
    String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + proof.length() + "\r\n\r\n" + proof;
    socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
  }

  private static String body(String request) {
    if (request.contains("/id")) {
      return """
      {"ID":"12D3","PublicKey":"CAES","Addresses":["/ip4/127.0.0.1/tcp/1/p2p/12D3"],\
      "AgentVersion":"cairn","Protocols":["/ipfs/bitswap/1.2.0","/ipfs/id/1.0.0"]}
      """;
    }
    if (request.contains("/add")) {
      return "{\"Name\":\"file\",\"Hash\":\"bafk\",\"Size\":\"4096\"}\n";
    }
    if (request.contains("/pin")) {
      return "{\"Keys\":{\"bafk\":{\"Type\":\"recursive\",\"Name\":\"\"}}}\n";
    }
    if (request.contains("/swarm")) {
      return "{\"Peers\":[{\"Addr\":\"/ip4/127.0.0.1/tcp/1\",\"Peer\":\"12D3\"}]}\n";
    }
    return "{\"NumObjects\":1,\"RepoSize\":2,\"StorageMax\":3,\"RepoPath\":\"/\",\"Version\":\"1\"}\n";
  }

  /// Large and small files that are only hashed.
  private void hash() throws IOException {
    Path data = Files.createDirectory(home.resolve("data"));
    write(data.resolve("big"), HASHED_SIZE, 1);
    for (int i = 0; i < SMALL_FILES; i++) {
      write(data.resolve("small" + i), 1024, i);
    }
    for (int i = 0; i < 3; i++) {
      run("add", "-r", "-Q", "--only-hash", data.toString());
    }
  }

  /// A home made, used without and with a daemon, and a second daemon that fetches from the first:
  /// also so much at once that what moves bytes is seen at its work, not only at its beginning.
  private void daemon() throws IOException, InterruptedException {
    Path one = make("one");
    Path two = make("two");
    Path data = Files.createDirectory(home.resolve("data"));
    write(data.resolve("big"), FILE_SIZE, 1);
    in(one, "add", "-Q", data.resolve("big").toString());
    in(one, "add", "-Q", "--only-hash", data.resolve("big").toString());
    for (int i = 0; i < SMALL_FILES; i++) {
      write(data.resolve("small" + i), 1024, i);
    }
    write(data.resolve("big"), FILE_SIZE, 2);
    List<Thread> daemons = List.of(start(one), start(two));
    in(one, "add", "-r", "-Q", data.toString());
    String root = captured(one, "add", "-r", "-Q", data.toString());
    in(one, "cat", root + "/big");
    String address =
        captured(one, "id", "-f", "<addrs>")
            .lines()
            .filter(a -> a.contains("/ip4/127.0.0.1/tcp/"))
            .findFirst()
            .orElse("");
    in(two, "swarm", "connect", address);
    in(two, "pin", "add", root);
    write(data.resolve("moved"), MOVED_SIZE, 3);
    in(two, "pin", "add", captured(one, "add", "-Q", data.resolve("moved").toString()));
    in(two, "pin", "ls", "--type=recursive");
    in(two, "repo", "gc");
    in(one, "shutdown");
    in(two, "shutdown");
    for (Thread daemon : daemons) {
      daemon.join(PORT_WAIT_MILLIS);
    }
  }

  private Path make(String name) {
    Path made = home.resolve(name);
    in(made, "init");
    in(made, "config", "Addresses.API", "/ip4/127.0.0.1/tcp/0");
    in(made, "config", "Addresses.Gateway", "/ip4/127.0.0.1/tcp/0");
    in(made, "config", "--json", "Discovery.MDNS.Enabled", "false");
    in(made, "config", "--json", "Addresses.Swarm", "[\"/ip4/127.0.0.1/tcp/0\"]");
    in(made, "config", "--json", "Bootstrap", "[]");
    return made;
  }

  private Thread start(Path of) throws InterruptedException {
    Thread daemon = Thread.ofPlatform().daemon().start(() -> in(of, "daemon"));
    for (int i = 0; i < PORT_WAIT_MILLIS / 20 && !Files.exists(of.resolve("api")); i++) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return daemon;
  }

  private void run(String... words) {
    in(home, words);
  }

  private void in(Path of, String... words) {
    List<String> all = new ArrayList<>(List.of("--repo-dir=" + of));
    all.addAll(List.of(words));
    int code = Shell.run(all, roles);
    if (code != 0) {
      System.err.println("rehearsal: " + String.join(" ", words) + " ended with " + code);
    }
  }

  private String captured(Path of, String... words) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Output out = new Output(bytes, false);
    Terminal terminal =
        new Terminal(
            InputStream.nullInputStream(), out, System.err, false, false, false, Map.of(), home);
    List<String> all = new ArrayList<>(List.of("--repo-dir=" + of));
    all.addAll(List.of(words));
    Shell.run(all, roles, terminal);
    return bytes.toString(StandardCharsets.UTF_8).strip();
  }

  private static void write(Path file, int size, long seed) throws IOException {
    byte[] bytes = new byte[size];
    new SplittableRandom(seed).nextBytes(bytes);
    Files.write(file, bytes);
  }

  private static void delete(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
