package network.cairn.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/// Commands about pins: what is kept from being collected.
final class PinCommands {
  private PinCommands() {}

  static Command pin(Roles roles) {
    Option recursive = Option.flag("recursive", 'r', "The whole DAG.").orElse("true");
    Argument paths = Argument.many("path", "CIDs or paths.");
    return Command.group(
        "pin",
        "Keep content from being collected.",
        Command.leaf(
            "add",
            "Pin DAGs, fetching what is missing.",
            List.of(
                recursive,
                Option.text("name", 'n', "The pin's name."),
                Option.flag("progress", "Show progress."),
                Option.text("peer", "A peer to fetch from, as a multiaddr with /p2p.")),
            List.of(paths),
            invocation -> pinAdd(roles, invocation)),
        Command.leaf(
            "rm",
            "Unpin.",
            List.of(recursive),
            List.of(paths),
            Remote.json(
                roles,
                false,
                (v, _, out) ->
                    v.at("Pins").items().forEach(p -> out.println("unpinned " + p.text())))),
        Command.leaf(
            "ls",
            "List pins.",
            List.of(
                Option.text("type", 't', "all, direct, indirect or recursive.").orElse("all"),
                Option.flag("quiet", 'q', "Print CIDs only."),
                Option.text("name", 'n', "Only pins whose name holds this text."),
                Option.flag("names", "Print names."),
                Option.flag("stream", 's', "Print pins as they are found.")),
            List.of(Argument.any("path", "Only these.")),
            Remote.json(roles, false, PinCommands::pins)),
        Command.leaf(
            "update",
            "Pin one DAG instead of another.",
            List.of(Option.flag("unpin", "Unpin the old one.").orElse("true")),
            List.of(
                Argument.one("from-path", "Pinned until now."),
                Argument.one("to-path", "Pinned from now on.")),
            Remote.json(
                roles,
                false,
                (v, _, out) -> {
                  List<Json> pins = v.at("Pins").items();
                  out.println("updated " + pins.getFirst().text() + " to " + pins.getLast().text());
                })),
        Command.leaf(
            "verify",
            "Check that pinned DAGs are whole.",
            List.of(
                Option.flag("verbose", 'v', "Print good ones too."),
                Option.flag("quiet", 'q', "Print broken CIDs only.")),
            List.of(),
            Remote.json(roles, false, PinCommands::verified)));
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
        false,
        invocation,
        query,
        (value, in, out) -> {
          PrintStream err = in.terminal().err();
          if (value.at("Progress").present() && !value.at("Pins").present()) {
            err.print("\rFetched/Processed " + value.at("Progress").text() + " nodes\u001b[K");
            err.flush();
          }
          if (bar && value.at("Pins").present()) {
            err.print("\r\u001b[K");
          }
          value.at("Pins").items().forEach(p -> out.println("pinned " + p.text() + " " + kind));
        });
  }

  private static void pins(Json value, Invocation invocation, PrintStream out) {
    if (value.at("Keys").present()) {
      value.at("Keys").fields().forEach((cid, pin) -> pinLine(cid, pin, invocation, out));
    } else if (value.at("Cid").present()) {
      pinLine(value.at("Cid").text(), value, invocation, out);
    }
  }

  private static void pinLine(String cid, Json pin, Invocation invocation, PrintStream out) {
    String name = pin.at("Name").text();
    boolean named = !name.isEmpty() && (invocation.flag("names") || invocation.given("name"));
    out.println(
        invocation.flag("quiet")
            ? cid
            : cid + " " + pin.at("Type").text() + (named ? " " + name : ""));
  }

  private static void verified(Json value, Invocation invocation, PrintStream out) {
    String cid = value.at("Cid").text();
    if (value.at("Ok").truth()) {
      if (invocation.flag("verbose")) {
        out.println(cid + " ok");
      }
      return;
    }
    out.println(invocation.flag("quiet") ? cid : cid + " broken");
    if (!invocation.flag("quiet")) {
      value
          .at("BadNodes")
          .items()
          .forEach(n -> out.println("  " + n.at("Cid").text() + ": " + n.at("Err").text()));
    }
  }
}
