package network.cairn.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import network.cairn.cli.CommandFailed;
import network.cairn.cli.Output;
import network.cairn.cli.OutputFailed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StepsTest {
  private final FakePace pace = new FakePace();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Steps steps =
      new Steps(new PlainScreen(new PrintStream(out, true, StandardCharsets.UTF_8), pace), 2);

  static Stream<Exception> failures() {
    return Stream.of(
        new CommandFailed("it broke"),
        new IOException("it broke"),
        new UncheckedIOException("it broke", new IOException()),
        new IllegalStateException("it broke"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void namesTheStepThatFailed(Exception failure) throws Exception {
    steps.step("Begin", () -> {});
    assertThatThrownBy(() ->
            steps.step(
                "Feed the cat",
                () -> {
                  if (failure instanceof IOException e) {
                    throw e;
                  }
                  throw (RuntimeException) failure;
                }))
        .isInstanceOf(StepFailed.class)
        .hasMessage("step \"Feed the cat\" failed: it broke")
        .hasCause(failure);
  }

  /// A pipe that nobody reads is no fault of the step that wrote to it.
  @Test
  void leavesAnOutputThatFailsToTheCommand() {
    Output full = new Output(new Typed.Broken("No space left on device"), false);
    assertThatThrownBy(() ->
            steps.step(
                "Tell",
                () -> {
                  full.println("told");
                  full.flush();
                }))
        .isInstanceOf(OutputFailed.class);
  }

  @Test
  void namesTheStepThatTookTooLong() {
    assertThatThrownBy(() ->
            steps.step(
                "Wait for rain", () -> pace.until("rain", Duration.ofSeconds(3), Optional::empty)))
        .hasMessage("step \"Wait for rain\" failed: there was no rain within 3 s");
  }

  @Test
  void numbersItsSteps() throws Exception {
    steps.step("One", () -> pace.pause(Duration.ofMillis(1_500)));
    steps.step("Two", () -> {});
    assertThat(out.toString(StandardCharsets.UTF_8).lines().filter(line -> !line.isEmpty()))
        .containsExactly("[  0.0 s] == 1/2 One", "[  1.5 s] == 2/2 Two");
  }
}
