package network.cairn.libp2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The programs of the README: they stand there as they are compiled, and they do what it says.
@Timeout(value = 300, threadMode = SEPARATE_THREAD)
class SampleProgramsTest {
  private static final Path PROGRAMS = Path.of("sample", "programs");

  @TempDir private static Path classes;

  private final List<Program> running = new ArrayList<>();

  /// One that runs in a JVM of its own.
  private record Program(Process process, BufferedReader says, BufferedWriter hears) {
    String line() throws IOException {
      return Objects.requireNonNull(says.readLine(), "the program ended");
    }

    void type(String line) throws IOException {
      hears.write(line);
      hears.newLine();
      hears.flush();
    }
  }

  @BeforeAll
  static void compile() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
        Stream<Path> programs = Files.list(PROGRAMS)) {
      List<String> options =
          List.of("-d", classes.toString(), "-cp", System.getProperty("java.class.path"));
      assertThat(
              compiler
                  .getTask(
                      null,
                      files,
                      null,
                      options,
                      null,
                      files.getJavaFileObjectsFromPaths(programs.toList()))
                  .call())
          .isTrue();
    }
  }

  @AfterEach
  void stop() {
    running.forEach(each -> each.process.destroyForcibly());
  }

  private Program start(String... command) throws IOException {
    List<String> whole = new ArrayList<>();
    whole.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    whole.addAll(List.of("-cp", classes + ":" + System.getProperty("java.class.path"), "-Xmx128m"));
    whole.add(
        "-Dlogback.configurationFile="
            + Files.writeString(
                classes.resolve("quiet.xml"),
                "<configuration><root level='OFF'/></configuration>"));
    whole.addAll(List.of(command));
    Process process =
        new ProcessBuilder(whole).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    Program program = new Program(process, process.inputReader(), process.outputWriter());
    running.add(program);
    return program;
  }

  @ParameterizedTest
  @ValueSource(strings = {"Echo", "Chat"})
  void standsInTheReadmeAsItIsCompiled(String program) throws IOException {
    String source = Files.readString(PROGRAMS.resolve(program + ".java"));
    assertThat(Files.readString(Path.of("README.md"))).contains("```java\n" + source + "```\n");
  }

  @Test
  void echoSendsBack() throws Exception {
    String address = start("Echo").line();
    Program asking = start("Echo", address, "grüß dich");
    assertThat(asking.line()).isEqualTo("grüß dich");
    assertThat(asking.process.waitFor()).isZero();
  }

  @Test
  void pingTellsOfThePeer() throws Exception {
    String address = start("Echo").line();
    Program ping = start("Ping", address);
    assertThat(ping.line()).matches("round trip \\d+ us");
    assertThat(ping.line()).contains("/echo/1.0.0", "/ipfs/id/1.0.0", "/ipfs/ping/1.0.0");
    assertThat(ping.process.waitFor()).isZero();
  }

  @Test
  void chatCarriesLinesBothWays() throws Exception {
    Program one = start("Chat");
    String address = one.line().replace("here: ", "");
    Program other = start("Chat", address);
    String others = other.line().replaceAll(".*/p2p/", "");
    assertThat(one.line()).isEqualTo(others + ": hello");
    String ones = address.replaceAll(".*/p2p/", "");
    assertThat(other.line()).isEqualTo(ones + ": hello");
    other.type("who is there?");
    assertThat(one.line()).isEqualTo(others + ": who is there?");
    one.type("me");
    assertThat(other.line()).isEqualTo(ones + ": me");
  }
}
