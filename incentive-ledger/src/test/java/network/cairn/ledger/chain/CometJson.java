package network.cairn.ledger.chain;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import network.cairn.proto.comet.BlockId;
import network.cairn.proto.comet.Commit;
import network.cairn.proto.comet.CommitSig;
import network.cairn.proto.comet.Consensus;
import network.cairn.proto.comet.Header;
import network.cairn.proto.comet.PartSetHeader;
import network.cairn.proto.comet.SignedHeader;
import network.cairn.testing.VectorNode;

/// CometBFT's RPC answers as messages, for tests.
final class CometJson {
  private CometJson() {}

  static ByteString hex(VectorNode parent, String name) {
    VectorNode node = parent.get(name);
    return node.isNull()
        ? ByteString.EMPTY
        : ByteString.copyFrom(HexFormat.of().parseHex(node.asString()));
  }

  static ByteString base64(VectorNode parent, String name) {
    VectorNode node = parent.get(name);
    return node.isNull()
        ? ByteString.EMPTY
        : ByteString.copyFrom(Base64.getDecoder().decode(node.asString()));
  }

  static long number(VectorNode node) {
    return node.isString() ? Long.parseLong(node.asString()) : node.asLong();
  }

  static BlockId blockId(VectorNode json) {
    if (json.isNull()) {
      return Headers.withParts(BlockId.getDefaultInstance());
    }
    PartSetHeader.Builder parts = PartSetHeader.newBuilder();
    VectorNode set = json.get("parts");
    if (!set.isNull()) {
      parts.setTotal((int) number(set.get("total"))).setHash(hex(set, "hash"));
    }
    return BlockId.newBuilder().setHash(hex(json, "hash")).setPartSetHeader(parts).build();
  }

  static Header header(VectorNode json) {
    VectorNode version = json.get("version");
    return Header.newBuilder()
        .setVersion(
            Consensus.newBuilder()
                .setBlock(number(version.get("block")))
                .setApp(version.has("app") ? number(version.get("app")) : 0))
        .setChainId(json.get("chain_id").asString())
        .setHeight(number(json.get("height")))
        .setTime(Times.of(Instant.parse(json.get("time").asString())))
        .setLastBlockId(blockId(json.get("last_block_id")))
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

  static Commit commit(VectorNode json) {
    Commit.Builder out =
        Commit.newBuilder()
            .setHeight(number(json.get("height")))
            .setRound((int) number(json.get("round")))
            .setBlockId(blockId(json.get("block_id")));
    VectorNode signatures = json.get("signatures");
    if (!signatures.isNull()) {
      for (VectorNode sig : signatures) {
        out.addSignatures(
            CommitSig.newBuilder()
                .setBlockIdFlag(sig.get("block_id_flag").asInt())
                .setValidatorAddress(hex(sig, "validator_address"))
                .setTimestamp(Times.of(Instant.parse(sig.get("timestamp").asString())))
                .setSignature(base64(sig, "signature")));
      }
    }
    return out.build();
  }

  static SignedHeader signedHeader(VectorNode json) {
    return SignedHeader.newBuilder()
        .setHeader(header(json.get("header")))
        .setCommit(commit(json.get("commit")))
        .build();
  }

  static Validators validators(VectorNode list) {
    List<Validators.Validator> out = new ArrayList<>();
    if (!list.isNull()) {
      for (VectorNode v : list) {
        out.add(
            new Validators.Validator(
                base64(v.get("pub_key"), "value"), number(v.get("voting_power"))));
      }
    }
    return new Validators(out);
  }
}
