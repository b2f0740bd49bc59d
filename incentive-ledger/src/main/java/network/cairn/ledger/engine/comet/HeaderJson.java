package network.cairn.ledger.engine.comet;

import com.google.protobuf.ByteString;
import java.util.Base64;
import java.util.HexFormat;
import network.cairn.ledger.chain.Times;
import network.cairn.proto.comet.BlockId;
import network.cairn.proto.comet.Commit;
import network.cairn.proto.comet.CommitSig;
import network.cairn.proto.comet.Header;
import network.cairn.proto.comet.SignedHeader;
import network.cairn.proto.comet.Time;
import network.cairn.proto.comet.Validator;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Headers, commits and validators in the JSON of CometBFT's RPC: 64-bit numbers as texts, hashes
/// in hex, keys and signatures in base64. What `chain.WireForm` lets pass reads back as the same
/// header and the same votes.
final class HeaderJson {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private HeaderJson() {}

  static ObjectNode signed(SignedHeader signed) {
    ObjectNode out = object();
    out.set("header", header(signed.getHeader()));
    out.set("commit", commit(signed.getCommit()));
    return out;
  }

  static ObjectNode validator(Validator validator) {
    ObjectNode out = object().put("address", hex(validator.getAddress()));
    out.putObject("pub_key")
        .put("type", "tendermint/PubKeyEd25519")
        .put("value", base64(validator.getPubKey().getEd25519()));
    return out.put("voting_power", text(validator.getVotingPower()))
        .put("proposer_priority", text(validator.getProposerPriority()));
  }

  static String text(long number) {
    return Long.toString(number);
  }

  static String time(Time time) {
    return Times.instant(time).toString();
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static String hex(ByteString bytes) {
    return HEX.formatHex(bytes.toByteArray());
  }

  private static String base64(ByteString bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private static ObjectNode blockId(BlockId id) {
    ObjectNode out = object();
    out.put("hash", hex(id.getHash()));
    out.putObject("parts")
        .put("total", Integer.toUnsignedLong(id.getPartSetHeader().getTotal()))
        .put("hash", hex(id.getPartSetHeader().getHash()));
    return out;
  }

  private static ObjectNode header(Header header) {
    ObjectNode out = object();
    out.putObject("version")
        .put("block", Long.toUnsignedString(header.getVersion().getBlock()))
        .put("app", Long.toUnsignedString(header.getVersion().getApp()));
    out.put("chain_id", header.getChainId())
        .put("height", text(header.getHeight()))
        .put("time", time(header.getTime()));
    out.set("last_block_id", blockId(header.getLastBlockId()));
    return out.put("last_commit_hash", hex(header.getLastCommitHash()))
        .put("data_hash", hex(header.getDataHash()))
        .put("validators_hash", hex(header.getValidatorsHash()))
        .put("next_validators_hash", hex(header.getNextValidatorsHash()))
        .put("consensus_hash", hex(header.getConsensusHash()))
        .put("app_hash", hex(header.getAppHash()))
        .put("last_results_hash", hex(header.getLastResultsHash()))
        .put("evidence_hash", hex(header.getEvidenceHash()))
        .put("proposer_address", hex(header.getProposerAddress()));
  }

  private static ObjectNode commit(Commit commit) {
    ObjectNode out = object();
    out.put("height", text(commit.getHeight())).put("round", commit.getRound());
    out.set("block_id", blockId(commit.getBlockId()));
    ArrayNode signatures = out.putArray("signatures");
    for (CommitSig sig : commit.getSignaturesList()) {
      ObjectNode one = signatures.addObject();
      one.put("block_id_flag", sig.getBlockIdFlag())
          .put("validator_address", hex(sig.getValidatorAddress()))
          .put("timestamp", time(sig.getTimestamp()));
      if (sig.getSignature().isEmpty()) {
        one.putNull("signature");
      } else {
        one.put("signature", base64(sig.getSignature()));
      }
    }
    return out;
  }
}
