package network.cairn.ledger.engine.comet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.ledger.chain.CommitCheck;
import network.cairn.ledger.chain.Headers;
import network.cairn.ledger.chain.LightVerifier;
import network.cairn.ledger.chain.Validators;
import network.cairn.ledger.engine.DamagedLedger;
import network.cairn.ledger.engine.EngineKind;
import network.cairn.ledger.engine.embedded.TestChain;
import network.cairn.proto.comet.Header;
import network.cairn.proto.comet.SignedHeader;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CometHomeTest {
  @TempDir private Path folder;
  private CometHome home;
  private Path state;

  @BeforeEach
  void home() throws IOException {
    Files.createDirectories(folder.resolve("keystore"));
    home = new CometHome(folder);
    state = folder.resolve("comet/data/priv_validator_state.json");
  }

  private void render(long height) {
    render(height, Optional.empty());
  }

  private void render(long height, Optional<EngineKind.TrustedSync> sync) {
    EngineKind.Comet settings =
        new EngineKind.Comet(
            Path.of("cometbft"),
            "127.0.0.1:1",
            "127.0.0.1:2",
            List.of("a@h:1", "b@h:2"),
            ByteString.copyFrom(TestChain.seed("node")),
            Optional.empty());
    home.render(
        TestChain.genesis(),
        Optional.empty(),
        TestChain.keys(),
        settings,
        sync,
        folder.resolve("s"),
        height);
  }

  @Test
  void saysWhereTheStateOfOthersComesFrom() throws IOException {
    render(0);
    Path toml = folder.resolve("comet/config/config.toml");
    assertThat(Files.readString(toml)).doesNotContain("statesync");
    render(
        0,
        Optional.of(
            new EngineKind.TrustedSync(
                List.of("127.0.0.1:1", "127.0.0.1:2"), 7, ByteString.copyFrom(new byte[32]))));
    assertThat(Files.readString(toml))
        .contains(
            "[statesync]\nenable = true\nrpc_servers = \"127.0.0.1:1,127.0.0.1:2\"\n",
            "trust_height = 7\ntrust_hash = \"" + "00".repeat(32) + "\"\n",
            "trust_period = \"336h0m0s\"\ndiscovery_time = \"5s\"\n");
  }

  private void vote(long height) throws IOException {
    vote(height, 0, 3);
  }

  private void vote(long height, int round, int step) throws IOException {
    Files.writeString(
        state,
        "{\n  \"height\": \""
            + height
            + "\",\n  \"round\": "
            + round
            + ",\n  \"step\": "
            + step
            + "\n}");
  }

  @Test
  void whatCometBftReadsFollowsFromTheHome() throws IOException {
    render(0);
    JsonNode genesis =
        JsonMapper.builder()
            .build()
            .readTree(Files.readAllBytes(folder.resolve("comet/config/genesis.json")));
    assertThat(genesis.path("chain_id").asString("")).isEqualTo("cairn-dev-test");
    assertThat(genesis.path("genesis_time").asString("")).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(genesis.path("consensus_params").path("block").path("max_bytes").asString(""))
        .isEqualTo("4194304");
    assertThat(genesis.path("validators").size()).isEqualTo(1);
    String toml = Files.readString(folder.resolve("comet/config/config.toml"));
    assertThat(toml)
        .contains("laddr = \"tcp://127.0.0.1:1\"")
        .contains("persistent_peers = \"a@h:1,b@h:2\"")
        .contains("timeout_propose = \"1000ms\"", "timeout_precommit = \"500ms\"")
        .contains("timeout_commit = \"225ms\"");
    assertThat(Files.readString(state)).contains("\"height\":\"0\"");
  }

  @Test
  void theRecordOfVotesNeverGoesBack() throws IOException {
    render(0);
    vote(40);
    render(39);
    vote(44);
    home.remember();
    vote(41);
    assertThatThrownBy(() -> render(43))
        .isInstanceOf(DamagedLedger.class)
        .hasMessageContaining("voted last at height 41")
        .hasMessageContaining("voted at height 44");
    vote(44);
    render(43);
    Files.delete(state);
    assertThatThrownBy(() -> render(43)).hasMessageContaining("is missing");
    for (String none :
        List.of(
            "{}",
            "{\"height\":\"45\"}",
            "{\"height\":\"45\",\"round\":-1,\"step\":1}",
            "{\"height\":\"45\",\"round\":0,\"step\":[]}",
            "{\"height\":\"1000000000000000000000\",\"round\":0,\"step\":1}")) {
      Files.writeString(state, none);
      assertThatThrownBy(() -> render(43)).as(none).hasMessageContaining("names no height");
    }
    Files.writeString(state, "{");
    assertThatThrownBy(() -> render(43)).hasMessageContaining("is no JSON");
  }

  @Test
  void aVoteOfAnEarlierRoundOrStepOfTheSameHeightIsAnOldCopyToo() throws IOException {
    render(0);
    vote(40, 1, 2);
    home.remember();
    vote(40, 0, 3);
    assertThatThrownBy(home::remember)
        .isInstanceOf(DamagedLedger.class)
        .hasMessageContaining("voted last at height 40, round 0, step 3")
        .hasMessageContaining("voted at height 40, round 1, step 2");
    vote(40, 1, 1);
    assertThatThrownBy(() -> render(39)).hasMessageContaining("round 1, step 1");
    vote(40, 1, 3);
    home.remember();
    vote(40, 1, 2);
    assertThatThrownBy(home::remember).hasMessageContaining("round 1, step 3");
    vote(41, 0, 1);
    home.remember();
    Path mark = folder.resolve("keystore/voted");
    assertThat(mark).hasContent("41 0 1");
    for (String none : List.of("", "41", "41 0", "41 0 x", "-1 0 0", "41 0 1 1")) {
      Files.writeString(mark, none);
      assertThatThrownBy(home::remember).as(none).hasMessageContaining("holds no height");
    }
  }

  @Test
  void aProgramThatIsMissingOrOfAnotherSeriesIsNamedWithTheCommandThatInstallsIt()
      throws IOException {
    assertThatThrownBy(() -> CometProcess.requireVersion(folder.resolve("nothing")))
        .hasMessageContaining("was not found")
        .hasMessageContaining("go install github.com/cometbft/cometbft/cmd/cometbft@v0.39.4");
    CometProcess.requireVersion(program("0.39.4"));
    CometProcess.requireVersion(program("v0.39.12+abc"));
    for (String other : List.of("1.0.1", "0.38.25", "0.40.0", "", "nonsense")) {
      assertThatThrownBy(() -> CometProcess.requireVersion(program(other)))
          .hasMessageContaining("not 0.39.x")
          .hasMessageContaining("go install");
    }
  }

  private Path program(String version) throws IOException {
    Path file = folder.resolve("program");
    Files.deleteIfExists(file);
    Files.writeString(file, "#!/bin/sh\necho '" + version + "'\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }

  /// Answers of a CometBFT 0.39 that ran, as its own door gave them.
  @Test
  void theDoorsAnswersBecomeSignedHeadersWhoseHashesHold() {
    Vectors vectors = Vectors.topic("ledger");
    JsonMapper json = JsonMapper.builder().build();
    int headers = 0;
    for (String file : List.of("minted-cometbft-single.json", "minted-cometbft-net4.json")) {
      for (JsonNode height : json.readTree(vectors.bytes(file)).path("heights")) {
        SignedHeader signed = CometJson.signedHeader(height.path("commit").path("signed_header"));
        Header header = signed.getHeader();
        List<JsonNode> members = new ArrayList<>();
        height.path("validators").path("validators").forEach(members::add);
        Validators set = CometJson.validators(members);
        assertThat(set.hash()).isEqualTo(header.getValidatorsHash());
        assertThat(LightVerifier.fault(header.getChainId(), signed)).isEmpty();
        assertThat(
                new CommitCheck(header.getChainId(), set)
                    .full(signed.getCommit().getBlockId(), header.getHeight(), signed.getCommit()))
            .isEqualTo(CommitCheck.Verdict.ENOUGH);
        JsonNode txs = height.path("block").path("block").path("data").path("txs");
        assertThat(Headers.dataHash(CometJson.transactions(txs))).isEqualTo(header.getDataHash());
        headers++;
      }
    }
    assertThat(headers).isPositive();
    vectors.ran("cometbft door", headers);
  }
}
