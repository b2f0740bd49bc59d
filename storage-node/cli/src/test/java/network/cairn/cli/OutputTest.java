package network.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class OutputTest {
  /// All ways in which a command may say something.
  static List<Consumer<PrintStream>> ways() {
    return List.of(
        out -> out.write(7),
        out -> out.write(new byte[9], 1, 2),
        out -> out.write(new byte[1 << 17], 0, 1 << 17),
        out -> out.print("x"),
        out -> out.print('x'),
        out -> out.print((Object) "x"),
        out -> out.println("x"),
        out -> out.println((Object) "x"),
        PrintStream::println,
        out -> out.printf(Locale.ROOT, "%d%n", 1),
        out -> out.append("x"));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void failsWhereTheDiskIsFullHoweverItIsWritten(Consumer<PrintStream> way) {
    Output full = new Output(new Full("No space left on device", 0), false);
    assertThatThrownBy(
            () -> {
              way.accept(full);
              full.settle();
            })
        .isInstanceOfSatisfying(OutputFailed.class, e -> assertThat(e.readerGone()).isFalse())
        .hasMessage("the output could not be written: No space left on device");
  }

  @ParameterizedTest
  @MethodSource("ways")
  void writesTheSameAsAnyStreamWhereThereIsRoom(Consumer<PrintStream> way) {
    ByteArrayOutputStream asked = new ByteArrayOutputStream();
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    Output out = new Output(asked, false);
    PrintStream other = new PrintStream(plain, true, StandardCharsets.UTF_8);
    way.accept(out);
    out.settle();
    way.accept(other);
    other.flush();
    assertThat(asked.toByteArray()).isEqualTo(plain.toByteArray()).isNotEmpty();
  }

  @Test
  void tellsAReaderThatHasGoneFromADiskThatIsFull() {
    Output closed = new Output(new Full("Broken pipe", 0), true);
    assertThatThrownBy(() -> closed.println("x"))
        .isInstanceOfSatisfying(OutputFailed.class, e -> assertThat(e.readerGone()).isTrue());
    Output inAnyLanguage = new Output(new Full("Datenübergabe unterbrochen", 0), true, true);
    assertThatThrownBy(() -> inAnyLanguage.println("x"))
        .isInstanceOfSatisfying(OutputFailed.class, e -> assertThat(e.readerGone()).isTrue());
  }

  /// Somebody on the way may have taken the failure for one of its own.
  @Test
  void remembersAFailureThatSomebodyHasCaught() {
    Full sink = new Full("No space left on device", 3);
    Output out = new Output(sink, true);
    out.println("ab");
    assertThatThrownBy(() -> out.println("c")).isInstanceOf(OutputFailed.class);
    sink.room = 100;
    assertThatThrownBy(() -> out.println("d")).isInstanceOf(OutputFailed.class);
    assertThatThrownBy(out::settle).isInstanceOf(OutputFailed.class);
    assertThat(sink.taken.toString(StandardCharsets.UTF_8)).isEqualTo("ab\n");
  }

  @Test
  void endsNoRoleThatOnlyTellsWhatItDoes() {
    Output out = new Output(new Full("No space left on device", 0), false);
    out.news().println("Daemon is ready");
    out.settle();
  }

  /// Whoever prints past the one output is not asked: this finds the next.
  @Test
  void isTheOnlyWayOut() throws IOException {
    Pattern other =
        Pattern.compile("new PrintStream\\(|new PrintWriter\\(|System\\.out|FileDescriptor\\.out");
    TreeSet<String> found = new TreeSet<>();
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      for (Path source : sources.filter(p -> p.toString().endsWith(".java")).toList()) {
        other
            .matcher(Files.readString(source))
            .results()
            .forEach(m -> found.add(source.getFileName() + " " + m.group()));
      }
    }
    assertThat(found)
        .containsExactly(
            "Output.java new PrintStream(",
            "Terminal.java FileDescriptor.out",
            "Terminal.java new PrintStream(");
  }

  /// Takes some bytes, then nothing more, as disks and pipes do.
  static final class Full extends OutputStream {
    final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private final String reason;
    private long room;

    Full(String reason, long room) {
      this.reason = reason;
      this.room = room;
    }

    @Override
    public void write(int b) throws IOException {
      if (room <= 0) {
        throw new IOException(reason);
      }
      room--;
      taken.write(b);
    }
  }
}
