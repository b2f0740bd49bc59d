package network.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import network.cairn.api.Command;
import network.cairn.api.table.Commands;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every command of the table against an output that is full, closed or slow.
@Timeout(60)
final class EveryOutputTest {
  private static final String FULL = "No space left on device";
  private static final String CLOSED = "Broken pipe";

  /// Commands that say nothing where all is well.
  private static final Set<String> SILENT = Set.of("config replace", "shutdown");

  @TempDir private Path folder;
  private FakeDaemon daemon;

  @BeforeEach
  void start() throws IOException {
    daemon = new FakeDaemon();
  }

  @AfterEach
  void stop() throws IOException {
    daemon.close();
  }

  static List<Example> examples() {
    return Example.all();
  }

  private Session session(OutputStream to) {
    return new Session(folder, new FakeRoles("{}")).piping("one block\n").writing(to);
  }

  private byte[] whole(Example example) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Session session = session(all);
    assertThat(session.ask(example.ask(daemon), example.words())).as(session.err()).isZero();
    return all.toByteArray();
  }

  private static List<String> withJson(Example example) {
    return Stream.concat(Stream.of("--enc=json"), example.words().stream()).toList();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void isNoSuccessWhereTheDiskIsFull(Example example) {
    int length = whole(example).length;
    assertThat(length).isGreaterThan(1);
    for (int room : new TreeSet<>(List.of(0, 1, length / 2, length - 1))) {
      Session session = session(new OutputTest.Full(FULL, room));
      assertThat(session.ask(daemon, example.words())).as("room for %d", room).isOne();
      assertThat(session.err()).endsWith("Error: the output could not be written: " + FULL + "\n");
      assertThat(session.err().lines().filter(l -> l.startsWith("Error"))).hasSize(1);
      Session json = session(new OutputTest.Full(FULL, 0));
      assertThat(json.ask(daemon, withJson(example))).isOne();
      assertThat(json.err())
          .endsWith(
              "{\"Message\":\"the output could not be written: "
                  + FULL
                  + "\",\"Code\":0,\"Type\":\"error\"}\n");
    }
    Session exact = session(new OutputTest.Full(FULL, length));
    assertThat(exact.ask(daemon, example.words())).isZero();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void endsWithoutAWordWhereNobodyReads(Example example) {
    whole(example);
    for (List<String> words : List.of(example.words(), withJson(example))) {
      Session session = session(new OutputTest.Full(CLOSED, 0));
      assertThat(session.ask(daemon, words)).isEqualTo(Shell.READER_GONE);
      assertThat(session.err()).doesNotContain("rror", "xception", CLOSED);
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void saysTheSameToAReaderThatIsSlow(Example example) throws Exception {
    byte[] whole = whole(example);
    Slow slow = new Slow();
    Thread reader = Thread.ofVirtual().start(slow::read);
    assertThat(session(slow).ask(daemon, example.words())).isZero();
    slow.close();
    reader.join();
    assertThat(slow.read.toByteArray()).isEqualTo(whole);
  }

  /// A pipe for one byte.
  private static final class Slow extends OutputStream {
    private final SynchronousQueue<Integer> pipe = new SynchronousQueue<>();
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();

    @Override
    public void write(int b) throws IOException {
      put(b & 0xff);
    }

    @Override
    public void close() throws IOException {
      put(-1);
    }

    private void put(int b) throws IOException {
      try {
        pipe.put(b);
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }

    private void read() {
      try {
        for (int b = pipe.take(); b >= 0; b = pipe.take()) {
          read.write(b);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  static List<Command> rows() {
    List<Command> rows = new ArrayList<>(Commands.TABLE.rows());
    rows.removeIf(r -> !r.onCommandLine());
    rows.add(Commands.TABLE.root());
    return rows;
  }

  @ParameterizedTest
  @MethodSource("rows")
  void holdsForTheHelpOfAllOfThem(Command row) {
    for (String help : List.of("--help", "-h")) {
      List<String> words = new ArrayList<>(List.of(row.name().split(" ")));
      words.removeIf(String::isEmpty);
      words.add(help);
      assertThat(session(new OutputTest.Full(FULL, 9)).run(words)).isOne();
      assertThat(session(new OutputTest.Full(CLOSED, 9)).run(words)).isEqualTo(141);
    }
  }

  /// `cat | head -c1`: neither the command nor the daemon goes on for nobody.
  @Test
  void endsTheCallToTheDaemonWhereNobodyReads() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Boolean> hungUp = new CompletableFuture<>();
      Thread.ofVirtual().start(() -> endless(listener, hungUp));
      String address = "127.0.0.1:" + listener.getLocalPort();
      Session session = session(new OutputTest.Full(CLOSED, 1));
      assertThat(session.run("--api", address, "cat", "bafyA")).isEqualTo(Shell.READER_GONE);
      assertThat(hungUp.get(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static void endless(ServerSocket listener, CompletableFuture<Boolean> hungUp) {
    try (Socket socket = listener.accept()) {
      InputStream in = socket.getInputStream();
      for (int last = 0, c = in.read(); !(last == '\n' && c == '\r'); c = in.read()) {
        last = c;
      }
      OutputStream out = socket.getOutputStream();
      out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      while (true) {
        out.write(new byte[1 << 16]);
      }
    } catch (IOException e) {
      hungUp.complete(true);
    }
  }

  /// Finds the command that has no example: roles that a process can have are another module's.
  @Test
  void holdsForEveryCommandOfTheTable() throws IOException {
    Set<String> missing = new TreeSet<>();
    for (Command row : Commands.TABLE.onCommandLine()) {
      FakeRoles roles = new FakeRoles("{}");
      new Session(folder, roles).piping("x\n").run(Example.words(row));
      if (roles.roles().isEmpty()) {
        missing.add(row.name());
      }
    }
    Set<String> held = new TreeSet<>(SILENT);
    for (Example example : examples()) {
      held.add(example.row().name());
    }
    missing.removeAll(held);
    assertThat(missing).isEmpty();
    assertThat(held.stream().collect(Collectors.joining(" "))).contains("completion", "pin ls");
  }
}
