package network.cairn.ledger.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.base.hash.Sha256;
import network.cairn.ledger.crypto.Ed25519;
import network.cairn.proto.comet.Block;
import network.cairn.proto.comet.BlockId;
import network.cairn.proto.comet.Commit;
import network.cairn.proto.comet.Consensus;
import network.cairn.proto.comet.ExecTxResult;
import network.cairn.proto.comet.Header;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.comet.PartSetHeader;
import network.cairn.proto.comet.SignedHeader;
import network.cairn.testing.VectorNode;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.Test;

/// The vectors of CometBFT's RPC. Left out: proposer priorities and the proposer's rotation, and
/// the messages of its remote signer: CometBFT decides and speaks those itself, our engine has
/// neither.
final class CometVectorsTest {
  private final Vectors vectors = Vectors.topic("ledger");

  private static ByteString hex(String text) {
    return ByteString.copyFrom(HexFormat.of().parseHex(text));
  }

  private static ByteString sha256(String text) {
    return ByteString.copyFrom(Sha256.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void agreesWithThePublishedValues() {
    VectorNode json = vectors.json("cometbft-published.json");
    int cases =
        json.get("vote_sign_bytes")
            .each(
                "cases",
                c -> {
                  byte[] bytes =
                      Votes.signBytes(
                          c.get("chain_id").asString(),
                          c.get("type").asInt(),
                          c.get("height").asLong(),
                          c.get("round").asLong(),
                          Optional.empty(),
                          Times.ZERO);
                  assertThat(ByteString.copyFrom(bytes))
                      .isEqualTo(hex(c.get("sign_bytes").asString()));
                });
    cases +=
        json.get("merkle")
            .each(
                "roots",
                c -> {
                  List<ByteString> leaves = new ArrayList<>();
                  c.get("leaves").forEach(leaf -> leaves.add(hex(leaf.asString())));
                  assertThat(MerkleTree.root(leaves)).isEqualTo(hex(c.get("root").asString()));
                });
    cases +=
        json.get("merkle")
            .each(
                "inner",
                c -> {
                  byte[] hash =
                      MerkleTree.inner(
                          hex(c.get("left").asString()).toByteArray(),
                          hex(c.get("right").asString()).toByteArray());
                  assertThat(ByteString.copyFrom(hash)).isEqualTo(hex(c.get("hash").asString()));
                });
    cases +=
        json.get("merkle")
            .each(
                "split_point",
                c -> {
                  assertThat(MerkleTree.splitPoint(c.get(0).asInt())).isEqualTo(c.get(1).asInt());
                });
    cases +=
        vectors.each(
            List.of(json.get("header_hash").get("hash")),
            hash -> assertThat(Headers.hash(publishedHeader())).isEqualTo(hex(hash.asString())));
    cases +=
        vectors.each(
            List.of(json.get("validator_set").get("empty_hash")),
            hash -> assertThat(new Validators(List.of()).hash()).isEqualTo(hex(hash.asString())));
    vectors.ran("cometbft-published.json", cases);
  }

  @Test
  void aHeaderWithoutValidatorsHasNoHash() {
    assertThat(Headers.hash(publishedHeader().toBuilder().clearValidatorsHash().build()).isEmpty())
        .isTrue();
  }

  private static Header publishedHeader() {
    ByteString zero = ByteString.copyFrom(new byte[32]);
    return Header.newBuilder()
        .setVersion(Consensus.newBuilder().setBlock(1).setApp(2))
        .setChainId("chainId")
        .setHeight(3)
        .setTime(Times.of(Instant.parse("2019-10-13T16:14:44Z")))
        .setLastBlockId(
            BlockId.newBuilder()
                .setHash(zero)
                .setPartSetHeader(PartSetHeader.newBuilder().setTotal(6).setHash(zero)))
        .setLastCommitHash(sha256("last_commit_hash"))
        .setDataHash(sha256("data_hash"))
        .setValidatorsHash(sha256("validators_hash"))
        .setNextValidatorsHash(sha256("next_validators_hash"))
        .setConsensusHash(sha256("consensus_hash"))
        .setAppHash(sha256("app_hash"))
        .setLastResultsHash(sha256("last_results_hash"))
        .setEvidenceHash(sha256("evidence_hash"))
        .setProposerAddress(sha256("proposer_address").substring(0, 20))
        .build();
  }

  @Test
  void recomputesTheChainOfOneValidator() throws InvalidProtocolBufferException {
    chain("minted-cometbft-single.json");
  }

  @Test
  void recomputesTheChainOfFourValidators() throws InvalidProtocolBufferException {
    chain("minted-cometbft-net4.json");
  }

  private void chain(String file) throws InvalidProtocolBufferException {
    VectorNode json = vectors.json(file);
    Map<Long, VectorNode> known = new HashMap<>();
    int values = vectors.sum(json.cases("heights"), at -> height(json, at, known));
    vectors.ran(file, values);
  }

  /// Checks one height, and against the one below where that is known.
  private static int height(VectorNode json, VectorNode at, Map<Long, VectorNode> known)
      throws InvalidProtocolBufferException {
    VectorNode expect = at.get("expect");
    SignedHeader signed = CometJson.signedHeader(at.get("commit").get("signed_header"));
    Header header = signed.getHeader();
    Validators validators = CometJson.validators(at.get("validators").get("validators"));
    assertThat(header.toByteString()).isEqualTo(hex(expect.get("header_proto").asString()));
    assertThat(Headers.hash(header)).isEqualTo(hex(expect.get("header_hash").asString()));
    assertThat(signed.getCommit().toByteString())
        .isEqualTo(hex(expect.get("commit_proto").asString()));
    assertThat(Votes.commitHash(signed.getCommit()))
        .isEqualTo(hex(expect.get("commit_hash").asString()));
    assertThat(validators.hash()).isEqualTo(header.getValidatorsHash());
    int values = 5 + votes(json, signed, validators, expect) + simple(validators, expect);
    values += block(at, signed, expect);
    known.put(header.getHeight(), expect);
    VectorNode before = known.get(header.getHeight() - 1);
    if (before != null) {
      assertThat(header.getLastCommitHash()).isEqualTo(hex(before.get("commit_hash").asString()));
      assertThat(header.getLastResultsHash()).isEqualTo(hex(before.get("results_hash").asString()));
      values += 2;
    }
    return values;
  }

  private static int votes(
      VectorNode json, SignedHeader signed, Validators validators, VectorNode expect) {
    String chain = json.get("chain_id").asString();
    Commit commit = signed.getCommit();
    int values = 0;
    for (int i = 0; i < commit.getSignaturesCount(); i++) {
      VectorNode wanted = expect.get("vote_sign_bytes").get(i);
      if (wanted.isNull()) {
        assertThat(commit.getSignatures(i).getBlockIdFlag()).isEqualTo(Votes.ABSENT);
        continue;
      }
      byte[] bytes = Votes.signBytes(chain, commit, i);
      assertThat(ByteString.copyFrom(bytes)).isEqualTo(hex(wanted.asString()));
      assertThat(
              Ed25519.verify(
                  validators.members().get(i).pubkey().toByteArray(),
                  bytes,
                  commit.getSignatures(i).getSignature().toByteArray()))
          .isTrue();
      values += 2;
    }
    assertThat(
            new CommitCheck(chain, validators)
                .full(commit.getBlockId(), signed.getHeader().getHeight(), commit))
        .isEqualTo(CommitCheck.Verdict.ENOUGH);
    return values + 1;
  }

  private static int simple(Validators validators, VectorNode expect) {
    for (int i = 0; i < validators.members().size(); i++) {
      assertThat(validators.members().get(i).simple())
          .isEqualTo(hex(expect.get("simple_validator_bytes").get(i).asString()));
    }
    assertThat(Validators.sorted(validators.members())).isEqualTo(validators);
    assertThat(Validators.of(validators.toWire())).hasValue(validators);
    return validators.members().size();
  }

  private static int block(VectorNode at, SignedHeader signed, VectorNode expect)
      throws InvalidProtocolBufferException {
    int values = 0;
    if (expect.isGiven("block_proto")) {
      ByteString bytes = hex(expect.get("block_proto").asString());
      Block block = Block.parseFrom(bytes);
      assertThat(block.toByteString()).isEqualTo(bytes);
      assertThat(Headers.parts(bytes))
          .isEqualTo(signed.getCommit().getBlockId().getPartSetHeader());
      assertThat(Headers.dataHash(block.getData().getTxsList()))
          .isEqualTo(signed.getHeader().getDataHash());
      values += 3;
    }
    if (at.has("block_results")) {
      List<ExecTxResult> results = new ArrayList<>();
      for (VectorNode r : at.get("block_results").get("txs_results")) {
        results.add(
            ExecTxResult.newBuilder()
                .setCode(r.get("code").asInt())
                .setData(CometJson.base64(r, "data"))
                .setGasWanted(CometJson.number(r.get("gas_wanted")))
                .setGasUsed(CometJson.number(r.get("gas_used")))
                .build());
      }
      assertThat(Headers.resultsHash(results))
          .isEqualTo(hex(expect.get("results_hash").asString()));
      values++;
    }
    if (at.isGiven("consensus_params")) {
      VectorNode params = at.get("consensus_params");
      VectorNode size =
          (params.has("consensus_params") ? params.get("consensus_params") : params).get("block");
      assertThat(
              Headers.consensusHash(
                  CometJson.number(size.get("max_bytes")), CometJson.number(size.get("max_gas"))))
          .isEqualTo(signed.getHeader().getConsensusHash());
      values++;
    }
    if (expect.isGiven("light_block_proto")) {
      LightBlock light = LightBlock.parseFrom(hex(expect.get("light_block_proto").asString()));
      assertThat(light.getSignedHeader()).isEqualTo(signed);
      assertThat(light.getSignedHeader().toByteString()).isEqualTo(signed.toByteString());
      values++;
    }
    return values;
  }
}
