package network.cairn.http.page;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import network.cairn.api.Command;
import network.cairn.api.table.NodeTable;
import network.cairn.api.table.PinTable;
import network.cairn.api.table.RepoTable;
import network.cairn.api.table.SwarmTable;
import network.cairn.base.time.Deadline;
import network.cairn.content.service.ContentRoot;
import network.cairn.content.service.ContentService;
import network.cairn.content.service.ReadContext;
import network.cairn.http.rpc.CommandError;
import network.cairn.http.rpc.Json;
import network.cairn.http.rpc.kubo.LogTail;
import network.cairn.ipld.cid.Cid;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What is told of every node: itself, its peers, its pins, its log.
final class NodeResources {
  private static final int MOST_LISTED = 1_000;
  private static final int LAST_OFFSET = 1_000_000;

  /// What a pin's own block may take to read, which is here.
  private static final Duration TO_SIZE = Duration.ofSeconds(2);

  private final ContentService content;
  private final LogTail log;
  private final String gateway;
  private final List<String> roles;

  /// @param roles as `client` and `provider`
  NodeResources(Api1Handler.Shown shown, List<String> roles) {
    this.content = shown.content();
    this.log = shown.log();
    this.gateway = shown.gateway();
    this.roles = List.copyOf(roles);
  }

  Map<String, Resource.Place> all() {
    return Map.of(
        "overview",
        new Resource.Place(this::overview, false),
        "peers",
        new Resource.Place(NodeResources::peers, false),
        "pins",
        new Resource.Place(this::pins, false),
        "log",
        new Resource.Place(this::lines, true));
  }

  private JsonNode overview(Asked asked) throws IOException, InterruptedException {
    ObjectNode out = Json.object();
    out.set("Version", asked.one(NodeTable.VERSION));
    out.set("Id", asked.one(SwarmTable.ID));
    out.set("Repo", asked.one(RepoTable.STAT));
    out.set("Bandwidth", orNull(asked, SwarmTable.BANDWIDTH));
    out.put("Peers", orNull(asked, SwarmTable.PEERS).path("Peers").size());
    out.set("Roles", Json.texts(roles));
    out.put("Gateway", gateway);
    out.put("Authorized", asked.authorized());
    return out;
  }

  /// A node without a network has no such thing.
  private static JsonNode orNull(Asked asked, Command command)
      throws IOException, InterruptedException {
    try {
      return asked.one(command);
    } catch (CommandError _) {
      return Json.object().nullNode();
    }
  }

  private static JsonNode peers(Asked asked) throws IOException, InterruptedException {
    int count = (int) asked.number("count", 1, MOST_LISTED, 100);
    JsonNode found =
        asked.one(SwarmTable.PEERS, List.of(), Map.of("latency", "true", "direction", "true"));
    ArrayNode peers = Json.array();
    for (JsonNode peer : found.path("Peers")) {
      if (peers.size() < count) {
        peers.add(peer);
      }
    }
    ObjectNode out = Json.object();
    out.set("Peers", peers);
    out.put("More", found.path("Peers").size() - peers.size());
    return out;
  }

  private JsonNode pins(Asked asked) throws IOException, InterruptedException {
    int count = (int) asked.number("count", 1, MOST_LISTED, 100);
    int offset = (int) asked.number("offset", 0, LAST_OFFSET, 0);
    List<JsonNode> found =
        asked.all(
            PinTable.LS,
            List.of(),
            Map.of("type", "recursive", "names", "true", "stream", "true"),
            offset,
            count + 1);
    ArrayNode pins = Json.array();
    for (JsonNode pin : found.subList(0, Math.min(count, found.size()))) {
      pins.add(sized(pin));
    }
    ObjectNode out = Json.object();
    out.set("Pins", pins);
    out.put("More", found.size() > count);
    return out;
  }

  /// With what the pin's own block says of its size; -1 where it says nothing.
  private JsonNode sized(JsonNode pin) {
    ObjectNode out = Json.object();
    out.put("Cid", pin.path("Cid").asString());
    out.put("Name", pin.path("Name").asString(""));
    Deadline soon = Deadline.in(TO_SIZE);
    try (ContentRoot root =
        content.reader(new ReadContext(true, soon)).open(Cid.parse(pin.path("Cid").asString()))) {
      out.put(
          "Bytes", root.stat().type().isDirectory() ? root.stat().dagSize() : root.stat().size());
      out.put("Directory", root.stat().type().isDirectory());
    } catch (RuntimeException e) {
      // A DAG of another codec, or of a block that is broken: it is listed all the same.
      out.put("Bytes", -1);
      out.put("Directory", false);
    }
    return out;
  }

  private JsonNode lines(Asked asked) {
    int count = (int) asked.number("count", 1, MOST_LISTED, 200);
    return lines(log.above(asked.number("above", 0, Long.MAX_VALUE, 0), count));
  }

  static ObjectNode lines(List<LogTail.Line> lines) {
    ArrayNode all = Json.array();
    for (LogTail.Line line : lines) {
      ObjectNode one = Json.object();
      one.put("Number", line.number());
      one.put("At", Instant.ofEpochMilli(line.atMillis()).toString());
      one.put("Level", line.level());
      one.put("Area", line.area());
      one.put("Text", line.text());
      all.add(one);
    }
    ObjectNode out = Json.object();
    out.set("Lines", all);
    return out;
  }
}
