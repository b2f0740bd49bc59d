package network.cairn.ledger.engine.comet;

import java.util.List;
import java.util.Optional;
import network.cairn.ledger.engine.BlocksUnavailable;
import network.cairn.ledger.engine.FollowedHeaders;
import network.cairn.ledger.types.Genesis;
import network.cairn.proto.comet.Header;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.comet.Validator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What CometBFT asks of others' doors while it takes their state over, answered out of headers
/// that are believed already: `commit`, `validators` and `consensus_params`, in the form of its own
/// RPC. Thread-safe.
///
/// @param genesis of the chain, from which all parameters of consensus follow but the version
record SyncAnswers(FollowedHeaders headers, Genesis genesis) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int PAGE = 100;
  private static final int NO_METHOD = -32_601;
  private static final int INTERNAL = -32_603;

  /// Answers one call.
  ///
  /// @return empty if it is none
  Optional<byte[]> answer(byte[] body) {
    JsonNode call;
    try {
      call = JSON.readTree(body);
    } catch (JacksonException e) {
      return Optional.empty();
    }
    ObjectNode reply = JSON.createObjectNode().put("jsonrpc", "2.0");
    JsonNode id = call.path("id");
    reply.put("id", id.isIntegralNumber() && id.canConvertToLong() ? id.asLong() : -1);
    return Optional.of(
        JSON.writeValueAsBytes(
            answer(reply, call.path("method").asString(""), call.path("params"))));
  }

  private ObjectNode answer(ObjectNode reply, String method, JsonNode params) {
    if (!List.of("commit", "validators", "consensus_params").contains(method)) {
      return failed(reply, NO_METHOD, "Method not found", "here are headers alone");
    }
    try {
      long height = number(params, "height", 0);
      Optional<LightBlock> block = height < 1 ? Optional.empty() : headers.lightBlock(height);
      if (block.isEmpty()) {
        // In words by which CometBFT's client knows that nothing is wrong.
        return failed(
            reply,
            INTERNAL,
            "Internal error",
            "height " + height + " is not available, lowest height is " + headers.root().height());
      }
      reply.set("result", result(method, block.get(), number(params, "page", 1)));
      return reply;
    } catch (BlocksUnavailable e) {
      return failed(reply, INTERNAL, "Internal error", "Timeout exceeded: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      return failed(reply, INTERNAL, "Internal error", String.valueOf(e.getMessage()));
    }
  }

  private static ObjectNode failed(ObjectNode reply, int code, String message, String data) {
    reply.set(
        "error",
        JSON.createObjectNode().put("code", code).put("message", message).put("data", data));
    return reply;
  }

  private static long number(JsonNode params, String name, long otherwise) {
    String text = params.path(name).asString("");
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : otherwise;
  }

  private JsonNode result(String method, LightBlock block, long page) {
    return switch (method) {
      case "commit" -> commit(block);
      case "validators" -> validators(block, page);
      default -> params(block.getSignedHeader().getHeader());
    };
  }

  private JsonNode params(Header header) {
    ObjectNode out =
        JSON.createObjectNode().put("block_height", HeaderJson.text(header.getHeight()));
    out.set(
        "consensus_params",
        JSON.readTree(CometGenesis.params(genesis, header.getVersion().getApp())));
    return out;
  }

  private static JsonNode validators(LightBlock block, long page) {
    List<Validator> all = block.getValidatorSet().getValidatorsList();
    long from = Math.min(all.size(), (Math.max(1, page) - 1) * PAGE);
    List<Validator> some = all.subList((int) from, (int) Math.min(all.size(), from + PAGE));
    ObjectNode out =
        JSON.createObjectNode()
            .put("block_height", HeaderJson.text(block.getSignedHeader().getHeader().getHeight()));
    ArrayNode members = out.putArray("validators");
    some.forEach(validator -> members.add(HeaderJson.validator(validator)));
    return out.put("count", HeaderJson.text(some.size())).put("total", HeaderJson.text(all.size()));
  }

  private static JsonNode commit(LightBlock block) {
    ObjectNode out = JSON.createObjectNode();
    out.set("signed_header", HeaderJson.signed(block.getSignedHeader()));
    return out.put("canonical", true);
  }
}
