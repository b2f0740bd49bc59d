package network.cairn.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import network.cairn.api.Argument;
import network.cairn.api.Command;
import network.cairn.api.Needs;
import network.cairn.api.table.Commands;
import network.cairn.api.table.NodeTable;
import network.cairn.api.table.RepoTable;

/// A command that says something, and what a daemon answers to make it do so. There is one of each
/// row of the table that this module runs itself.
///
/// @param answers by path
record Example(List<String> words, Map<String, byte[]> answers) {
  private static final byte[] TAR = new Tar().file("bafyA", "one").end();

  /// Of commands that are more than one call and its answer.
  private static final List<Example> OTHERS =
      List.of(
          new Example(List.of("add"), answer("add", "{\"Name\":\"a\",\"Hash\":\"bafyA\"}\n")),
          new Example(List.of("get", "bafyA"), Map.of("get", TAR)),
          new Example(
              List.of("diag", "profile", "-o", "p.zip"), answer("diag/profile", "the archive")),
          new Example(List.of("ui"), answer("version", "{\"Version\":\"1\"}\n")),
          new Example(
              List.of("put", "--yes", "--cid", "bafyR", "--receipt=r"),
              Map.of(
                  "put/quote", bytes(PutOverDaemonTest.QUOTE),
                  "put", bytes(PutOverDaemonTest.EVENTS),
                  "receipt/get", bytes("the receipt"))),
          new Example(List.of("commands"), answer("commands", "{\"Name\":\"cairn\"}\n")),
          new Example(
              List.of("key", "import", "mine", "-"),
              answer("key/import", "{\"Name\":\"mine\",\"Id\":\"k51A\"}\n")),
          new Example(
              List.of("key", "sign", "-"),
              answer(
                  "key/sign",
                  "{\"Key\":{\"Name\":\"self\",\"Id\":\"k51A\"},\"Signature\":\"uAA\"}\n")),
          new Example(
              List.of("key", "verify", "-"),
              answer(
                  "key/verify",
                  "{\"Key\":{\"Name\":\"self\",\"Id\":\"k51A\"},\"SignatureValid\":true}\n")),
          new Example(
              List.of("dag", "import"),
              answer(
                  "dag/import", "{\"Root\":{\"Cid\":{\"/\":\"bafyA\"},\"PinErrorMsg\":\"\"}}\n")));

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, byte[]> answer(String path, String text) {
    return Map.of(path, bytes(text));
  }

  /// All of them.
  static List<Example> all() {
    List<Example> all = new ArrayList<>(OTHERS);
    DialoguesTest.dialogues().stream()
        .filter(d -> !d.fails() && !d.shown().isEmpty())
        .forEach(d -> all.add(new Example(d.words(), answer(d.path(), d.body()))));
    for (Command row : Commands.TABLE.onCommandLine()) {
      if (row.needs() == Needs.NOTHING && (!row.atDoor() || row.equals(NodeTable.VERSION))) {
        all.add(new Example(words(row), Map.of()));
      }
    }
    return all;
  }

  /// The row's words with all that it requires.
  static List<String> words(Command row) {
    Stream<String> arguments =
        row.argumentsHere().stream().filter(Argument::required).map(_ -> "x");
    Stream<String> options =
        row.equals(RepoTable.KEY_ROTATE) ? Stream.of("--oldkey=x") : Stream.empty();
    return Stream.of(Stream.of(row.name().split(" ")), arguments, options)
        .flatMap(word -> word)
        .toList();
  }

  /// The row of the command.
  Command row() throws IOException {
    Path anywhere = Files.createTempDirectory("example");
    try {
      Terminal terminal = new Session(anywhere).piping("").terminal();
      return new Parser(Commands.TABLE, terminal).parse(words).command();
    } finally {
      Files.delete(anywhere);
    }
  }

  FakeDaemon ask(FakeDaemon daemon) {
    answers.forEach(daemon::answer);
    return daemon;
  }

  @Override
  public String toString() {
    return String.join(" ", words);
  }
}
