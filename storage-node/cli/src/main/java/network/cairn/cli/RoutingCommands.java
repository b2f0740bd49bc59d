package network.cairn.cli;

import java.io.PrintStream;
import java.util.stream.Collectors;
import network.cairn.api.answer.kubo.ProvideAnswer;
import network.cairn.api.answer.kubo.QueryAnswer;
import network.cairn.api.table.RoutingTable;

/// Commands that ask a DHT, in Kubo's words.
final class RoutingCommands {
  private RoutingCommands() {}

  static void add(Roles roles, Actions actions) {
    Remote.Renderer steps = Remote.renderer(QueryAnswer::read, RoutingCommands::step);
    actions.put(RoutingTable.FIND_PROVIDERS, Remote.json(roles, steps));
    actions.put(RoutingTable.FIND_PEER, Remote.json(roles, steps));
    actions.put(RoutingTable.PROVIDE, Remote.json(roles, steps));
    Remote.JsonRenderer value = (step, _, out) -> value(QueryAnswer.read(step), out);
    actions.put(RoutingTable.GET, Remote.json(roles, value));
    actions.put(
        RoutingTable.PROVIDE_STAT,
        Remote.json(roles, Remote.renderer(ProvideAnswer::read, ProvideText::print)));
    actions.put(
        RoutingTable.PUT,
        invocation ->
            FileUpload.run(
                roles,
                invocation,
                Remote.renderer(QueryAnswer::read, (step, _, out) -> out.println(step.id()))));
  }

  /// As it is: it is content, and no text.
  private static void value(QueryAnswer step, PrintStream out) {
    byte[] value;
    try {
      value = step.value();
    } catch (IllegalArgumentException _) {
      throw new CommandFailed("the daemon's answer holds no value in base64");
    }
    out.write(value, 0, value.length);
    out.flush();
  }

  private static void step(QueryAnswer step, Invocation invocation, PrintStream out) {
    boolean verbose = invocation.flag("verbose");
    switch (step.type()) {
      case QueryAnswer.PROVIDER ->
          step.responses()
              .forEach(provider -> {
                out.println((verbose ? "provider: " : "") + provider.id());
                if (verbose) {
                  provider.addresses().forEach(a -> out.println("\t" + a));
                }
              });
      case QueryAnswer.FINAL_PEER ->
          step.responses().forEach(peer -> peer.addresses().forEach(out::println));
      default -> {
        if (verbose) {
          out.println(said(step));
        }
      }
    }
    out.flush();
  }

  private static String said(QueryAnswer step) {
    return switch (step.type()) {
      case QueryAnswer.ASKING -> "* querying " + step.id();
      case QueryAnswer.ANSWERED ->
          "* "
              + step.id()
              + " says use "
              + step.responses().stream()
                  .map(QueryAnswer.Place::id)
                  .collect(Collectors.joining(" "));
      case QueryAnswer.FAILED -> "error: " + step.id() + ": " + step.extra();
      default -> "unrecognized event type: " + step.type();
    };
  }
}
