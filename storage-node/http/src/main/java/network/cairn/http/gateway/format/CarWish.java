package network.cairn.http.gateway.format;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import network.cairn.content.trustless.DagScope;
import network.cairn.content.trustless.EntityBytes;
import network.cairn.content.trustless.Selection;
import network.cairn.http.gateway.ask.Asked;
import network.cairn.http.gateway.ask.GatewayFormat;
import network.cairn.http.gateway.ask.GatewayRefused;

/// Which CAR is wanted: the query's words before those of `Accept` (trustless gateway, IPIP-402,
/// IPIP-412). The order is always depth first, which is no worse than none.
record CarWish(Selection selection) {
  /// @throws GatewayRefused for a form of CAR that is not made here
  /// @throws network.cairn.content.trustless.InvalidSelection if a scope or a range cannot be read
  static CarWish of(Asked asked, GatewayFormat.Car format) {
    Map<String, String> accepted = format.parameters();
    require(asked, accepted, "version", "1");
    require(asked, accepted, "order", "dfs", "unk");
    boolean duplicates = require(asked, accepted, "dups", "n", "y").equals("y");
    Optional<EntityBytes> bytes = given(asked, "entity-bytes").map(EntityBytes::parse);
    DagScope scope =
        given(asked, "dag-scope")
            .map(DagScope::parse)
            .orElse(bytes.isPresent() ? DagScope.ENTITY : DagScope.ALL);
    return new CarWish(new Selection(scope, bytes, duplicates));
  }

  /// Also where it is empty, which nobody means.
  private static Optional<String> given(Asked asked, String name) {
    return Optional.ofNullable(asked.query().all().get(name)).map(List::getFirst);
  }

  private static String require(
      Asked asked, Map<String, String> accepted, String name, String usual, String... others) {
    String value = asked.query().first("car-" + name).orElse(accepted.getOrDefault(name, usual));
    for (String other : others) {
      if (value.equals(other)) {
        return value;
      }
    }
    if (!value.equals(usual)) {
      String all = String.join(" or ", Stream.concat(Stream.of(usual), Stream.of(others)).toList());
      throw new GatewayRefused(400, "a CAR's " + name + " is " + all);
    }
    return value;
  }

  String mediaType() {
    return "application/vnd.ipld.car; version=1; order=dfs; dups="
        + (selection.duplicates() ? "y" : "n");
  }

  /// All that tells it from other CARs of the same path.
  String text() {
    return selection.scope().text()
        + selection.bytes().map(bytes -> ":" + bytes).orElse("")
        + (selection.duplicates() ? ":y" : ":n");
  }
}
