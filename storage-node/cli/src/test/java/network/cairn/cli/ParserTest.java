package network.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ParserTest {
  private static final Command ADD =
      Command.leaf(
          "add",
          "adds",
          List.of(
              Option.flag("recursive", 'r', ""),
              Option.flag("wrap", 'w', ""),
              Option.flag("pin", "").orElse("true"),
              Option.text("chunker", 's', "")),
          List.of(Argument.many("path", "")),
          _ -> 0);
  private static final Command ROOT =
      Command.group(
          "cairn",
          "",
          ADD,
          Command.group("pin", "", Command.leaf("ls", "", List.of(), List.of(), _ -> 0)));
  private static final List<Option> GLOBAL =
      List.of(Option.flag("help", ""), Option.text("enc", ""));

  private static Invocation parse(String... words) {
    PrintStream none = new PrintStream(OutputStream.nullOutputStream());
    Terminal terminal =
        new Terminal(
            InputStream.nullInputStream(), none, none, true, false, false, Map.of(), Path.of("/"));
    return new Parser(GLOBAL, terminal).parse(ROOT, List.of(words));
  }

  @Test
  void takesOptionsAnywhere() {
    Invocation in = parse("add", "a", "-r", "b", "--chunker=size-9", "--enc", "json");
    assertThat(in.path()).isEqualTo("add");
    assertThat(in.arguments()).containsExactly("a", "b");
    assertThat(in.flag("recursive")).isTrue();
    assertThat(in.text("chunker")).contains("size-9");
    assertThat(in.json()).isTrue();
  }

  @Test
  void joinsShortFlagsAndTheirValue() {
    Invocation in = parse("add", "-rwssize-4", "x");
    assertThat(in.flag("recursive")).isTrue();
    assertThat(in.flag("wrap")).isTrue();
    assertThat(in.text("chunker")).contains("size-4");
  }

  @Test
  void negatesAFlagAndKeepsDefaults() {
    assertThat(parse("add", "x").flag("pin")).isTrue();
    assertThat(parse("add", "x", "--pin=false").flag("pin")).isFalse();
  }

  @Test
  void endsOptionsAtTwoDashes() {
    assertThat(parse("add", "--", "-r").arguments()).containsExactly("-r");
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThatThrownBy(() -> parse("add", "--nope", "x")).hasMessage("unknown option \"--nope\"");
    assertThatThrownBy(() -> parse("add", "-z", "x")).hasMessage("unknown option \"-z\"");
    assertThatThrownBy(() -> parse("add")).hasMessage("argument \"path\" is required");
    assertThatThrownBy(() -> parse("add", "x", "-s")).hasMessage("option \"-s\" needs a value");
    assertThatThrownBy(() -> parse("pin", "ls", "x")).hasMessage("unexpected argument \"x\"");
    assertThatThrownBy(() -> parse("add", "-r", "-r", "x")).hasMessageContaining("given twice");
  }

  @Test
  void guessesAMistypedCommand() {
    assertThatThrownBy(() -> parse("ad"))
        .hasMessage("Unknown Command \"ad\"\n\nDid you mean this?\n\n\tadd");
    assertThatThrownBy(() -> parse("pin", "la")).hasMessageContaining("\tls");
  }
}
