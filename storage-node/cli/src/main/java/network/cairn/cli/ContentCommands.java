package network.cairn.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
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
    actions.put(ContentTable.REFS, invocation -> refs(roles, invocation));
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
            invocation.text("peer"),
            invocation.text("from"));
    new Client(roles, invocation)
        .anyhow(api -> {
          api.content().cat(request, _ -> invocation.terminal().out());
          return 0;
        });
    return 0;
  }

  private static int ls(Roles roles, Invocation invocation) throws IOException {
    boolean many = invocation.arguments().size() > 1;
    Listing listing = new Listing(invocation, many, Clock.systemUTC());
    return Remote.run(
        roles,
        invocation,
        Remote.query(invocation),
        (value, _, out) -> listing.print(LsAnswer.read(value), out));
  }

  /// One answer knows what it has printed.
  private static int refs(Roles roles, Invocation invocation) throws IOException {
    Remote.Renderer renderer = Remote.renderer(RefAnswer::read, (r, _, out) -> ref(r, out));
    return invocation.flag("unique")
        ? Remote.together(roles, invocation, renderer)
        : Remote.run(roles, invocation, Remote.query(invocation), renderer);
  }

  private static void ref(RefAnswer answer, PrintStream out) {
    if (answer.err().isEmpty()) {
      out.println(answer.ref());
    }
  }
}
