package network.cairn.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import network.cairn.api.json.JsonValue;
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
            (v, _, out) -> v.at("Pins").items().forEach(p -> out.println("unpinned " + p.text()))));
    actions.put(PinTable.LS, Remote.json(roles, PinCommands::pins));
    actions.put(
        PinTable.UPDATE,
        Remote.json(
            roles,
            (v, _, out) -> {
              List<JsonValue> pins = v.at("Pins").items();
              out.println("updated " + pins.getFirst().text() + " to " + pins.getLast().text());
            }));
    actions.put(PinTable.VERIFY, Remote.json(roles, PinCommands::verified));
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

  private static void pins(JsonValue value, Invocation invocation, PrintStream out) {
    if (value.at("Keys").present()) {
      value.at("Keys").fields().forEach((cid, pin) -> pinLine(cid, pin, invocation, out));
    } else if (value.at("Cid").present()) {
      pinLine(value.at("Cid").text(), value, invocation, out);
    }
  }

  private static void pinLine(String cid, JsonValue pin, Invocation invocation, PrintStream out) {
    String name = pin.at("Name").text();
    boolean named = !name.isEmpty() && (invocation.flag("names") || invocation.given("name"));
    out.println(
        invocation.flag("quiet")
            ? cid
            : cid + " " + pin.at("Type").text() + (named ? " " + name : ""));
  }

  private static void verified(JsonValue value, Invocation invocation, PrintStream out) {
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
