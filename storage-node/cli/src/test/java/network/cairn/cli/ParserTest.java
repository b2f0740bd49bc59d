package network.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import network.cairn.api.Argument;
import network.cairn.api.Command;
import network.cairn.api.CommandTable;
import network.cairn.api.Needs;
import network.cairn.api.Option;
import network.cairn.api.Use;
import org.junit.jupiter.api.Test;

final class ParserTest {
  private static final CommandTable TABLE =
      new CommandTable(
          Command.group("", ""),
          List.of(Option.flag("help", ""), Option.text("enc", "").used(Use.HERE)),
          List.of(
              Command.of(Needs.HOME, "add", "adds")
                  .with(
                      Option.flag("recursive", 'r', ""),
                      Option.flag("wrap", 'w', ""),
                      Option.flag("pin", "").orElse("true"),
                      Option.text("chunker", 's', ""),
                      Option.number("links", ""),
                      Option.flag("trickle", 't', "").used(Use.DOOR))
                  .with(Argument.many("path", "")),
              Command.group("pin", ""),
              Command.of(Needs.HOME, "pin ls", ""),
              Command.of(Needs.HOME, "pin remote", "").doorOnly()));

  private static Invocation parse(String... words) {
    Output none = new Output(OutputStream.nullOutputStream(), false);
    Terminal terminal =
        new Terminal(
            InputStream.nullInputStream(), none, none, true, false, false, Map.of(), Path.of("/"));
    return new Parser(TABLE, terminal).parse(List.of(words));
  }

  @Test
  void takesOptionsAnywhere() {
    Invocation in = parse("add", "a", "-r", "b", "--chunker=size-9", "--enc", "json");
    assertThat(in.command().name()).isEqualTo("add");
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
    assertThatThrownBy(() -> parse("add", "x", "-s"))
        .hasMessage("missing argument for option \"s\"");
    assertThatThrownBy(() -> parse("pin", "ls", "x")).hasMessage("unexpected argument \"x\"");
    assertThatThrownBy(() -> parse("add", "--links=many", "x"))
        .hasMessage("option \"--links\" takes a number, not \"many\"");
    assertThatThrownBy(() -> parse("add", "-r=yes", "x"))
        .hasMessage("option \"--recursive\" takes true or false, not \"yes\"");
    assertThatThrownBy(() -> parse("add", "-r", "-r", "x")).hasMessageContaining("given twice");
  }

  @Test
  void knowsNothingThatIsTheDoorsOnly() {
    assertThatThrownBy(() -> parse("add", "--trickle", "x")).hasMessageContaining("unknown option");
    assertThatThrownBy(() -> parse("add", "-t", "x")).hasMessageContaining("unknown option");
    assertThatThrownBy(() -> parse("pin", "remote"))
        .hasMessageStartingWith("Unknown Command \"pin remote\"");
  }

  @Test
  void guessesAMistypedCommand() {
    assertThatThrownBy(() -> parse("ad"))
        .hasMessage("Unknown Command \"ad\"\n\nDid you mean this?\n\n\tadd");
    assertThatThrownBy(() -> parse("pin", "la")).hasMessageContaining("\tls");
  }
}
