package network.cairn.ledger.engine.comet;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import network.cairn.ledger.chain.Headers;
import network.cairn.ledger.chain.Times;
import network.cairn.ledger.chain.Validators;
import network.cairn.proto.comet.BlockId;
import network.cairn.proto.comet.Commit;
import network.cairn.proto.comet.CommitSig;
import network.cairn.proto.comet.Consensus;
import network.cairn.proto.comet.Header;
import network.cairn.proto.comet.PartSetHeader;
import network.cairn.proto.comet.SignedHeader;
import tools.jackson.databind.JsonNode;

/// The JSON of CometBFT's door as messages. What is missing becomes empty: who needs it checks
/// hashes and signatures.
final class CometJson {
  private CometJson() {}

  /// @throws IllegalArgumentException if it is no number
  static long number(JsonNode parent, String name) {
    String text = parent.path(name).asString("0");
    return Long.parseLong(text.isEmpty() ? "0" : text);
  }

  private static ByteString hex(JsonNode parent, String name) {
    return ByteString.copyFrom(HexFormat.of().parseHex(parent.path(name).asString("")));
  }

  private static ByteString base64(JsonNode node) {
    return ByteString.copyFrom(Base64.getDecoder().decode(node.asString("")));
  }

  private static BlockId blockId(JsonNode json) {
    JsonNode parts = json.path("parts");
    return Headers.withParts(
        BlockId.newBuilder()
            .setHash(hex(json, "hash"))
            .setPartSetHeader(
                PartSetHeader.newBuilder()
                    .setTotal((int) number(parts, "total"))
                    .setHash(hex(parts, "hash")))
            .build());
  }

  private static Header header(JsonNode json) {
    JsonNode version = json.path("version");
    return Header.newBuilder()
        .setVersion(
            Consensus.newBuilder()
                .setBlock(number(version, "block"))
                .setApp(number(version, "app")))
        .setChainId(json.path("chain_id").asString(""))
        .setHeight(number(json, "height"))
        .setTime(Times.of(Instant.parse(json.path("time").asString(""))))
        .setLastBlockId(blockId(json.path("last_block_id")))
        .setLastCommitHash(hex(json, "last_commit_hash"))
        .setDataHash(hex(json, "data_hash"))
        .setValidatorsHash(hex(json, "validators_hash"))
        .setNextValidatorsHash(hex(json, "next_validators_hash"))
        .setConsensusHash(hex(json, "consensus_hash"))
        .setAppHash(hex(json, "app_hash"))
        .setLastResultsHash(hex(json, "last_results_hash"))
        .setEvidenceHash(hex(json, "evidence_hash"))
        .setProposerAddress(hex(json, "proposer_address"))
        .build();
  }

  private static Commit commit(JsonNode json) {
    Commit.Builder out =
        Commit.newBuilder()
            .setHeight(number(json, "height"))
            .setRound((int) number(json, "round"))
            .setBlockId(blockId(json.path("block_id")));
    for (JsonNode sig : json.path("signatures")) {
      out.addSignatures(
          CommitSig.newBuilder()
              .setBlockIdFlag((int) number(sig, "block_id_flag"))
              .setValidatorAddress(hex(sig, "validator_address"))
              .setTimestamp(Times.of(Instant.parse(sig.path("timestamp").asString(""))))
              .setSignature(base64(sig.path("signature"))));
    }
    return out.build();
  }

  static SignedHeader signedHeader(JsonNode json) {
    return SignedHeader.newBuilder()
        .setHeader(header(json.path("header")))
        .setCommit(commit(json.path("commit")))
        .build();
  }

  static Validators validators(List<JsonNode> members) {
    List<Validators.Validator> out = new ArrayList<>();
    for (JsonNode v : members) {
      out.add(
          new Validators.Validator(
              base64(v.path("pub_key").path("value")), number(v, "voting_power")));
    }
    return new Validators(out);
  }

  static List<Long> turns(List<JsonNode> members) {
    return members.stream().map(v -> number(v, "proposer_priority")).toList();
  }

  static List<ByteString> transactions(JsonNode list) {
    List<ByteString> out = new ArrayList<>();
    list.forEach(tx -> out.add(base64(tx)));
    return List.copyOf(out);
  }
}
