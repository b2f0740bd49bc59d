package network.cairn.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import network.cairn.api.answer.content.LinkAnswer;
import network.cairn.api.answer.content.LsAnswer;
import network.cairn.api.answer.content.PathAnswer;
import network.cairn.api.answer.content.RefAnswer;
import network.cairn.api.content.CatRequest;
import network.cairn.api.table.ContentTable;

/// Commands that read content: `cat`, `ls`, `refs`, `resolve`.
final class ContentCommands {
  private ContentCommands() {}

  static void add(Roles roles, Actions actions) {
    actions.put(ContentTable.CAT, invocation -> cat(roles, invocation));
    actions.put(ContentTable.LS, invocation -> ls(roles, invocation));
    actions.put(ContentTable.REFS, Remote.json(roles, RefAnswer::read, ContentCommands::ref));
    actions.put(ContentTable.REFS_LOCAL, Remote.json(roles, RefAnswer::read, ContentCommands::ref));
    actions.put(
        ContentTable.RESOLVE,
        Remote.json(roles, PathAnswer::read, (answer, out) -> out.println(answer.path())));
  }

  private static int cat(Roles roles, Invocation invocation) throws IOException {
    CatRequest request =
        new CatRequest(
            invocation.arguments(),
            invocation.number("offset"),
            invocation.number("length"),
            invocation.text("timeout"),
            invocation.text("peer"));
    new Client(roles, invocation)
        .anyhow(api -> {
          api.content().cat(request, _ -> invocation.terminal().out());
          return 0;
        });
    return 0;
  }

  private static int ls(Roles roles, Invocation invocation) throws IOException {
    boolean many = invocation.arguments().size() > 1;
    return Remote.run(
        roles,
        invocation,
        Remote.query(invocation),
        (value, in, out) -> list(LsAnswer.read(value), in, out, many));
  }

  private static void ref(RefAnswer answer, PrintStream out) {
    if (answer.err().isEmpty()) {
      out.println(answer.ref());
    }
  }

  private static void list(LsAnswer answer, Invocation invocation, PrintStream out, boolean many) {
    String gap = "";
    for (LsAnswer.Listed object : answer.objects()) {
      out.print(gap);
      if (many) {
        out.println(object.hash() + ":");
        gap = "\n";
      }
      List<List<String>> rows = new ArrayList<>();
      if (invocation.flag("headers")) {
        rows.add(List.of("Hash", "Size", "Name"));
      }
      for (LinkAnswer link : object.links()) {
        boolean directory = link.type() == LinkAnswer.DIRECTORY;
        rows.add(
            List.of(
                link.hash(),
                directory ? "-" : Long.toString(link.size()),
                link.name() + (directory ? "/" : "")));
      }
      rows(rows, invocation, out);
    }
  }

  /// Columns of one width below headers, else words with a blank between.
  private static void rows(List<List<String>> rows, Invocation invocation, PrintStream out) {
    boolean padded = invocation.flag("headers");
    int hash = padded ? rows.stream().mapToInt(r -> r.get(0).length()).max().orElse(0) : 0;
    int size = padded ? rows.stream().mapToInt(r -> r.get(1).length()).max().orElse(0) : 0;
    for (List<String> row : rows) {
      String bytes = invocation.flag("size") ? filled(row.get(1), size) + " " : "";
      out.println(filled(row.get(0), hash) + " " + bytes + row.get(2));
    }
  }

  private static String filled(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
