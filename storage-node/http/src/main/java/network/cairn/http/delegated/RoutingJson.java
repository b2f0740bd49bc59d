package network.cairn.http.delegated;

import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Records as JSON.
final class RoutingJson {
  static final String JSON = "application/json";
  static final String LINES = "application/x-ndjson";

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private RoutingJson() {}

  /// One record and a line's end.
  static byte[] line(PeerRecord record) {
    return bytes(node(record));
  }

  /// All records in one object.
  ///
  /// @param name `Providers` or `Peers`
  static byte[] all(String name, List<PeerRecord> records) {
    ObjectNode all = MAPPER.createObjectNode();
    ArrayNode array = all.putArray(name);
    records.forEach(record -> array.add(node(record)));
    return bytes(all);
  }

  private static ObjectNode node(PeerRecord record) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("Schema", "peer");
    node.put("ID", record.id().toString());
    ArrayNode addresses = node.putArray("Addrs");
    record.addresses().forEach(address -> addresses.add(address.toString()));
    if (!record.protocols().isEmpty()) {
      ArrayNode protocols = node.putArray("Protocols");
      record.protocols().forEach(protocols::add);
    }
    return node;
  }

  private static byte[] bytes(JsonNode value) {
    return (MAPPER.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
