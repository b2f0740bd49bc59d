package network.cairn.ledger.engine.comet;

import network.cairn.ledger.chain.ForkEvidence;
import network.cairn.ledger.chain.Validators;
import network.cairn.proto.comet.Validator;
import network.cairn.proto.comet.ValidatorSet;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Evidence in the JSON of CometBFT's RPC ([HeaderJson]).
final class EvidenceJson {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private EvidenceJson() {}

  /// The call that hands it in.
  static String call(ForkEvidence evidence) {
    ObjectNode value = object();
    ObjectNode block = value.putObject("ConflictingBlock");
    block.set("signed_header", HeaderJson.signed(evidence.block().getSignedHeader()));
    block.set("validator_set", set(evidence.block().getValidatorSet()));
    value.put("CommonHeight", HeaderJson.text(evidence.commonHeight()));
    ArrayNode guilty = value.putArray("ByzantineValidators");
    ValidatorSet named = new Validators(evidence.guilty()).toWire();
    named.getValidatorsList().forEach(one -> guilty.add(HeaderJson.validator(one)));
    value.put("TotalVotingPower", evidence.power().toString());
    value.put("Timestamp", HeaderJson.time(evidence.time()));
    ObjectNode call = object();
    call.put("jsonrpc", "2.0").put("id", 1).put("method", "broadcast_evidence");
    ObjectNode wrapped = call.putObject("params").putObject("evidence");
    wrapped.put("type", "tendermint/LightClientAttackEvidence").set("value", value);
    return JSON.writeValueAsString(call);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static ObjectNode set(ValidatorSet set) {
    ObjectNode out = object();
    ArrayNode members = out.putArray("validators");
    set.getValidatorsList().forEach(one -> members.add(member(one)));
    // Who proposes is no matter, and must be one.
    out.set("proposer", member(set.getValidators(0)));
    return out;
  }

  /// Without its turn, which nobody signed.
  private static ObjectNode member(Validator validator) {
    return HeaderJson.validator(validator.toBuilder().clearProposerPriority().build());
  }
}
