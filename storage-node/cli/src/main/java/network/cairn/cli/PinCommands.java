package network.cairn.cli;

import java.io.IOException;
import java.io.PrintStream;
import network.cairn.api.answer.kubo.PinAnswer;
import network.cairn.api.answer.kubo.PinCheckAnswer;
import network.cairn.api.answer.kubo.PinListAnswer;
import network.cairn.api.answer.kubo.PinsAnswer;
import network.cairn.api.table.PinTable;

/// Commands about pins: what is kept from being collected.
final class PinCommands {
  private PinCommands() {}

  static void add(Roles roles, Actions actions) {
    actions.put(PinTable.ADD, invocation -> pinAdd(roles, invocation));
    actions.put(
        PinTable.REMOVE,
        Remote.json(
            roles,
            PinsAnswer::read,
            (p, out) -> p.pins().forEach(cid -> out.println("unpinned " + cid))));
    actions.put(
        PinTable.LS,
        Remote.json(
            roles,
            (v, in, out) -> PinListAnswer.read(v).pins().forEach(pin -> pinLine(pin, in, out))));
    actions.put(
        PinTable.UPDATE,
        Remote.json(
            roles,
            PinsAnswer::read,
            (p, out) ->
                out.println(
                    p.pins().isEmpty()
                        ? "updated"
                        : "updated " + p.pins().getFirst() + " to " + p.pins().getLast())));
    actions.put(
        PinTable.VERIFY,
        Remote.json(roles, Remote.renderer(PinCheckAnswer::read, PinCommands::verified)));
  }

  private static int pinAdd(Roles roles, Invocation invocation) throws IOException {
    boolean bar =
        invocation.given("progress")
            ? invocation.flag("progress")
            : invocation.terminal().errorIsTerminal();
    Api.Query query = Remote.query(invocation).option("progress", Boolean.toString(bar));
    String kind = invocation.flag("recursive") ? "recursively" : "directly";
    return Remote.run(
        roles,
        invocation,
        query,
        (value, in, out) -> {
          PrintStream err = in.terminal().err();
          PinsAnswer answer = PinsAnswer.read(value);
          if (answer.pins().isEmpty() && answer.fetched().isPresent()) {
            long nodes = answer.fetched().get().progress();
            err.print("\rFetched/Processed " + nodes + " nodes\u001b[K");
            err.flush();
          }
          if (bar && !answer.pins().isEmpty()) {
            err.print("\r\u001b[K");
          }
          answer.pins().forEach(cid -> out.println("pinned " + cid + " " + kind));
        });
  }

  private static void pinLine(PinAnswer pin, Invocation invocation, PrintStream out) {
    String name = pin.name();
    boolean named = !name.isEmpty() && (invocation.flag("names") || invocation.given("name"));
    out.println(
        invocation.flag("quiet")
            ? pin.cid()
            : pin.cid() + " " + pin.type() + (named ? " " + name : ""));
  }

  private static void verified(PinCheckAnswer check, Invocation invocation, PrintStream out) {
    if (check.ok()) {
      if (invocation.flag("verbose")) {
        out.println(check.cid() + " ok");
      }
      return;
    }
    out.println(invocation.flag("quiet") ? check.cid() : check.cid() + " broken");
    if (!invocation.flag("quiet")) {
      check.badNodes().forEach(n -> out.println("  " + n.cid() + ": " + n.err()));
    }
  }
}
