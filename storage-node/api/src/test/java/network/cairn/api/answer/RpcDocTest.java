package network.cairn.api.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import network.cairn.api.Argument;
import network.cairn.api.Command;
import network.cairn.api.Guard;
import network.cairn.api.Kind;
import network.cairn.api.Option;
import network.cairn.api.table.Commands;
import org.junit.jupiter.api.Test;

/// The tables of docs/rpc.md are what the rows and the records say.
final class RpcDocTest {
  private static final Path DOCUMENT = Path.of("../../docs/rpc.md");
  private static final String REWRITE = "cairn.docs";

  @Test
  void documentsEveryCallAsItIs() throws IOException {
    String document = Files.readString(DOCUMENT);
    String made = between(document, "own calls", own());
    made = between(made, "events of put", events());
    made = between(made, "calls of Kubo", kubo());
    if (Boolean.getBoolean(REWRITE)) {
      Files.writeString(DOCUMENT, made);
      return;
    }
    assertThat(document)
        .as(
            "docs/rpc.md; write it anew by: mvn test -pl storage-node/api -am -Dtest=RpcDocTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dcairn.docs=true")
        .isEqualTo(made);
  }

  private static String between(String document, String name, String table) {
    String start = "<!-- " + name + ": made from the table of commands -->\n";
    String end = "<!-- end of " + name + " -->\n";
    int from = document.indexOf(start);
    int to = document.indexOf(end);
    assertThat(from).as(start).isNotNegative();
    assertThat(to).as(end).isGreaterThan(from);
    return document.substring(0, from + start.length()) + table + document.substring(to);
  }

  private static List<Command> rows(Predicate<Command> which) {
    return Commands.TABLE.atDoor().stream().filter(which).toList();
  }

  private static boolean ours(Command row) {
    return row.guard() == Guard.MONEY;
  }

  private static String own() {
    StringBuilder text = new StringBuilder("| call | takes | gives |\n| --- | --- | --- |\n");
    for (Command row : rows(RpcDocTest::ours)) {
      text.append("| ")
          .append(call(row))
          .append(" | ")
          .append(takes(row))
          .append(" | ")
          .append(gives(row))
          .append(" |\n");
    }
    return text.toString();
  }

  private static String kubo() {
    StringBuilder text = new StringBuilder("| call | takes |\n| --- | --- |\n");
    for (Command row : rows(Predicate.not(RpcDocTest::ours))) {
      text.append("| ").append(call(row)).append(" | ").append(takes(row)).append(" |\n");
    }
    return text.toString();
  }

  private static String call(Command row) {
    String token =
        switch (row.guard()) {
          case TOKEN -> " **Token.**";
          case SETTINGS -> " **Token to change, and for what concerns money or the door.**";
          case NOTHING, CHANGES, MONEY -> "";
        };
    return "`" + row.path() + "`: " + row.summary() + token;
  }

  private static String takes(Command row) {
    List<String> parts = new ArrayList<>();
    row.argumentsAtDoor().forEach(a -> parts.add(argument(a)));
    row.optionsAtDoor().stream()
        .filter(o -> !o.help().equals("Refused."))
        .map(RpcDocTest::option)
        .forEach(parts::add);
    return parts.isEmpty() ? "–" : String.join("; ", parts);
  }

  private static String argument(Argument argument) {
    String what =
        switch (argument.form()) {
          case ONE, PIPED -> "`arg`";
          case OPTIONAL -> "`arg` or nothing";
          case MANY -> "one `arg` or more";
          case ANY -> "any `arg`";
          case FILE -> "body";
          case FILES -> "body of parts";
        };
    return what + " = " + argument.doorName();
  }

  private static String option(Option option) {
    String kind =
        switch (option.kind()) {
          case Kind.Flag _ -> "";
          case Kind.Text _ -> "text";
          case Kind.Size _ -> "size";
          case Kind.Time _ -> "time";
          case Kind.Amount _ -> "CAIRN";
          case Kind.Choice(List<String> words) -> String.join("/", words);
          case Kind.Number n when n.equals(Kind.Number.ANY) -> "number";
          case Kind.Number(long least, long most) when most == Long.MAX_VALUE ->
              "number from " + least;
          case Kind.Number(long least, long most) -> least + " to " + most;
        };
    String otherwise = option.doorFallback().isEmpty() ? "" : "default " + option.doorFallback();
    String more =
        Stream.of(kind, otherwise).filter(t -> !t.isEmpty()).collect(Collectors.joining(", "));
    return "`" + option.name() + "`" + (more.isEmpty() ? "" : " (" + more + ")");
  }

  private static String gives(Command row) {
    return AnswerTypes.of(row)
        .map(type -> type.isRecord() ? "`{" + fields(type) + "}`" : "lines of events")
        .orElse("bytes");
  }

  private static String events() {
    return Arrays.stream(PutEvent.class.getPermittedSubclasses())
        .map(type -> "`" + event(type) + "` `{" + fields(type) + "}`")
        .collect(
            Collectors.joining(", ", "Events of `put`, each with its name as `Event`: ", ".\n"));
  }

  private static String event(Class<?> type) {
    return type.getSimpleName().toLowerCase(java.util.Locale.ROOT);
  }

  private static String fields(Class<?> type) {
    return Arrays.stream(type.getRecordComponents())
        .map(RpcDocTest::field)
        .collect(Collectors.joining(", "));
  }

  private static String field(RecordComponent component) {
    String name =
        Character.toUpperCase(component.getName().charAt(0)) + component.getName().substring(1);
    if (component.getType() == LedgerClock.class) {
      return fields(LedgerClock.class);
    }
    if (component.getType() == Optional.class) {
      return "Registered, " + fields(ProviderAnswer.Registration.class);
    }
    if (component.getGenericType() instanceof ParameterizedType list) {
      Class<?> of = (Class<?>) list.getActualTypeArguments()[0];
      return name + ":[" + (of.isRecord() ? "{" + fields(of) + "}" : "…") + "]";
    }
    return name;
  }
}
