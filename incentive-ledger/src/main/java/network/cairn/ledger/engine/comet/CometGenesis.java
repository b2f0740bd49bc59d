package network.cairn.ledger.engine.comet;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import network.cairn.ledger.chain.Times;
import network.cairn.ledger.chain.Validators;
import network.cairn.ledger.engine.ChainMove;
import network.cairn.ledger.engine.StoredBlocks;
import network.cairn.ledger.engine.ValidatorSets;
import network.cairn.ledger.rules.Validation;
import network.cairn.ledger.types.Genesis;
import network.cairn.proto.abci.RequestInitChain;
import network.cairn.proto.abci.ValidatorUpdate;

/// A chain's genesis in CometBFT's form. It follows from ours alone, to the byte, so that all
/// operators have the same; ours stands in it whole.
final class CometGenesis {
  private static final long NS_PER_MS = 1_000_000L;
  private static final long EVIDENCE_BYTES = 65_536;

  private CometGenesis() {}

  /// The file `genesis.json`. Evidence counts as long as a bond is held.
  static String json(Genesis genesis, Optional<ChainMove> move) {
    List<String> validators = new ArrayList<>();
    for (Validators.Validator v : first(genesis, move).members()) {
      validators.add(
          "    {\"address\":\""
              + HexFormat.of().withUpperCase().formatHex(v.address().toByteArray())
              + "\",\"pub_key\":{\"type\":\"tendermint/PubKeyEd25519\",\"value\":\""
              + base64(v.pubkey())
              + "\"},\"power\":\""
              + v.power()
              + "\",\"name\":\"\"}");
    }
    return """
    {
      "genesis_time": "%TIME%",
      "chain_id": "%CHAIN%",
      "initial_height": "%HEIGHT%",
      "consensus_params": %PARAMS%,
      "validators": [
    %VALIDATORS%
      ],
      "app_hash": "",
      "app_state": "%STATE%"
    }
    """
        .replace("%TIME%", time(genesis, move).toString())
        .replace("%HEIGHT%", Long.toString(base(move) + 1))
        .replace("%CHAIN%", genesis.chainId())
        .replace("%PARAMS%", params(genesis, StoredBlocks.FIRST_APP_VERSION).strip())
        .replace("%VALIDATORS%", String.join(",\n", validators))
        .replace("%STATE%", base64(genesis.encode()));
  }

  /// CometBFT's parameters of consensus, of which an upgrade changes the version alone.
  static String params(Genesis genesis, long appVersion) {
    long blocks = genesis.params().unbonding();
    long ns = Math.multiplyExact(blocks * genesis.params().blockIntervalMs(), NS_PER_MS);
    return """
    {
        "block": {"max_bytes": "%BYTES%", "max_gas": "-1"},
        "evidence": {"max_age_num_blocks": "%AGE%", "max_age_duration": "%NS%", "max_bytes": "%EVIDENCE%"},
        "validator": {"pub_key_types": ["ed25519"]},
        "version": {"app": "%APP%"},
        "abci": {"vote_extensions_enable_height": "0"}
      }
    """
        .replace("%BYTES%", Integer.toString(Validation.MAX_BLOCK_BYTES))
        .replace("%AGE%", Long.toString(blocks))
        .replace("%NS%", Long.toString(ns))
        .replace("%EVIDENCE%", Long.toString(EVIDENCE_BYTES))
        .replace("%APP%", Long.toString(appVersion));
  }

  /// The height before CometBFT's first block.
  static long base(Optional<ChainMove> move) {
    return move.map(ChainMove::height).orElse(0L);
  }

  /// The first block's time: later than the one before, by the least step.
  private static Instant time(Genesis genesis, Optional<ChainMove> move) {
    return move.map(m -> Times.instant(m.head().getTime()).plusMillis(1))
        .orElseGet(() -> Instant.ofEpochMilli(genesis.timeMs()));
  }

  /// Who signs the first block.
  private static Validators first(Genesis genesis, Optional<ChainMove> move) {
    return ValidatorSets.of(move.map(ChainMove::validators).orElse(genesis.validators()));
  }

  private static String base64(ByteString bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  /// @throws IllegalStateException naming the first thing that is another chain's
  static void require(Genesis genesis, Optional<ChainMove> move, RequestInitChain request) {
    require(request.getChainId().equals(genesis.chainId()), "chain id");
    require(request.getInitialHeight() == base(move) + 1, "initial height");
    require(Times.instant(request.getTime()).equals(time(genesis, move)), "time");
    String state =
        new String(request.getAppStateBytes().toByteArray(), StandardCharsets.UTF_8).strip();
    require(state.equals("\"" + base64(genesis.encode()) + "\""), "app state");
    require(
        request.getConsensusParams().getBlock().getMaxBytes() == Validation.MAX_BLOCK_BYTES
            && request.getConsensusParams().getBlock().getMaxGas() == -1
            && request.getConsensusParams().getVersion().getApp() == StoredBlocks.FIRST_APP_VERSION,
        "consensus parameters");
    List<Validators.Validator> members = new ArrayList<>();
    for (ValidatorUpdate update : request.getValidatorsList()) {
      members.add(new Validators.Validator(update.getPubKey().getEd25519(), update.getPower()));
    }
    require(Validators.sorted(members).equals(first(genesis, move)), "validators");
  }

  private static void require(boolean same, String what) {
    if (!same) {
      throw new IllegalStateException(
          "the "
              + what
              + " of CometBFT's genesis.json is not this chain's; delete the file, it is"
              + " written again at the next start");
    }
  }
}
