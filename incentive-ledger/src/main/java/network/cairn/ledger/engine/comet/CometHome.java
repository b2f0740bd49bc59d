package network.cairn.ledger.engine.comet;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import network.cairn.base.files.DurableFiles;
import network.cairn.ledger.crypto.Ed25519;
import network.cairn.ledger.engine.ChainMove;
import network.cairn.ledger.engine.DamagedLedger;
import network.cairn.ledger.engine.EngineKind;
import network.cairn.ledger.engine.ValidatorKeys;
import network.cairn.ledger.light.Climb;
import network.cairn.ledger.types.Genesis;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// CometBFT's folder `comet/` in a ledger's home. Its configuration, genesis and keys are written
/// at each start from what the home says; `data/` is CometBFT's own.
///
/// @param home of the ledger
record CometHome(Path home) {
  private static final int MAX_STATE = 64 * 1024;
  private static final int MAX_MARK = 64;

  /// A socket's path has 104 bytes on some systems, 108 on others.
  private static final int MAX_SOCKET_PATH = 100;

  Path folder() {
    return home.resolve("comet");
  }

  Path pidFile() {
    return folder().resolve("pid");
  }

  private Path voted() {
    return folder().resolve("data").resolve("priv_validator_state.json");
  }

  /// Beside the keys, so that a copy of `comet/` put back is noticed.
  private Path mark() {
    return home.resolve("keystore").resolve("voted");
  }

  /// Writes what CometBFT reads.
  ///
  /// @param move where its first block follows, if not genesis
  /// @param sync where CometBFT finds headers that lead to the state of others, if it has no blocks
  /// @param height where the state stands
  /// @throws DamagedLedger if the record of given votes is missing or older than one known here
  void render(
      Genesis genesis,
      Optional<ChainMove> move,
      ValidatorKeys keys,
      EngineKind.Comet settings,
      Optional<EngineKind.TrustedSync> sync,
      Path socket,
      long height) {
    try {
      Path config = Files.createDirectories(folder().resolve("config"));
      Files.createDirectories(folder().resolve("data"));
      requireVoted(height > CometGenesis.base(move));
      DurableFiles.replace(config.resolve("config.toml"), toml(genesis, settings, sync, socket));
      DurableFiles.replace(config.resolve("genesis.json"), CometGenesis.json(genesis, move));
      DurableFiles.replaceSecret(
          config.resolve("priv_validator_key.json"), validatorKey(keys.validatorSeed(), keys));
      DurableFiles.replaceSecret(
          config.resolve("node_key.json"),
          ("{\"priv_key\":" + privateKey(settings.nodeSeed().toByteArray()) + "}\n")
              .getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new DamagedLedger(
          "CometBFT's folder " + folder() + " cannot be written: " + e.getMessage(), e);
    }
  }

  private void requireVoted(boolean begun) throws IOException {
    if (!Files.exists(voted())) {
      if (known().height() > 0 || begun || Files.exists(folder().resolve("data/blockstore.db"))) {
        throw new DamagedLedger(
            voted()
                + " is missing: without it this validator could vote twice at one height, which is"
                + " punished. Do not restore it from a backup; ask the other operators how far the"
                + " chain is, and make a new validator if nobody can tell");
      }
      DurableFiles.replace(voted(), "{\"height\":\"0\",\"round\":0,\"step\":0}\n");
    }
    remember();
  }

  /// Notes how far this validator has voted.
  ///
  /// @throws DamagedLedger if CometBFT's record of it is older than the note, or cannot be read
  void remember() {
    try {
      if (Files.exists(voted())) {
        Vote last = vote(voted());
        Vote known = known();
        if (last.compareTo(known) < 0) {
          throw new DamagedLedger(
              voted()
                  + " says that this validator voted last at "
                  + last.told()
                  + ", but it voted at "
                  + known.told()
                  + ": the file is an old copy. Put the newest one back; a validator that votes"
                  + " twice in one step is punished");
        }
        // CometBFT does not force its folder: after a power cut the record must not be older.
        DurableFiles.forceDirectory(folder().resolve("data"));
        DurableFiles.replace(mark(), last.line());
      }
    } catch (IOException e) {
      throw new DamagedLedger("cannot note the last vote: " + e.getMessage(), e);
    }
  }

  private Vote known() throws IOException {
    if (!Files.exists(mark())) {
      return Vote.NONE;
    }
    String[] words = DurableFiles.readText(mark(), MAX_MARK).strip().split(" ", -1);
    if (words.length != 3
        || !isNumber(words[0], 18)
        || !isNumber(words[1], 9)
        || !isNumber(words[2], 2)) {
      throw new DamagedLedger(
          mark() + " holds no height, round and step; delete it if nothing was restored");
    }
    return new Vote(
        Long.parseLong(words[0]), Integer.parseInt(words[1]), Integer.parseInt(words[2]));
  }

  private static boolean isNumber(String text, int digits) {
    return !text.isEmpty()
        && text.length() <= digits
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /// CometBFT's record of the last vote that it signed.
  private static Vote vote(Path file) throws IOException {
    try {
      JsonNode json = JsonMapper.shared().readTree(DurableFiles.readText(file, MAX_STATE));
      String height = json.path("height").asString("");
      JsonNode round = json.path("round");
      JsonNode step = json.path("step");
      if (isNumber(height, 18)
          && isNumber(round.asString(""), 9)
          && isNumber(step.asString(""), 2)) {
        return new Vote(
            Long.parseLong(height),
            Integer.parseInt(round.asString("")),
            Integer.parseInt(step.asString("")));
      }
    } catch (JacksonException e) {
      throw new DamagedLedger(file + " is damaged: it is no JSON: " + e.getOriginalMessage(), e);
    }
    throw new DamagedLedger(file + " is damaged: it names no height, round and step");
  }

  /// Where in the chain a validator voted. No vote comes after a later one.
  ///
  /// @param step 1 a proposal, 2 a prevote, 3 a precommit
  private record Vote(long height, int round, int step) implements Comparable<Vote> {
    private static final Vote NONE = new Vote(0, 0, 0);
    private static final Comparator<Vote> ORDER =
        Comparator.comparingLong(Vote::height)
            .thenComparingInt(Vote::round)
            .thenComparingInt(Vote::step);

    @Override
    public int compareTo(Vote other) {
      return ORDER.compare(this, other);
    }

    String told() {
      return "height " + height + ", round " + round + ", step " + step;
    }

    String line() {
      return height + " " + round + " " + step + "\n";
    }
  }

  /// What differs from CometBFT's own defaults. Its pause after a block is the interval less a
  /// tenth, which the votes take. Where blocks are quick it waits shorter for a proposer that is
  /// dead: between two blocks there must be no more time than in a window that counts
  /// (docs/protocol.md §5).
  private static String toml(
      Genesis genesis,
      EngineKind.Comet settings,
      Optional<EngineKind.TrustedSync> sync,
      Path socket) {
    long interval = genesis.params().blockIntervalMs();
    return """
    # Written at each start of the ledger; changes are lost.
    proxy_app = "unix://%SOCKET%"
    abci = "socket"
    moniker = "cairn"
    log_format = "plain"
    log_level = "info"

    [rpc]
    laddr = "tcp://%RPC%"
    unsafe = false
    max_body_bytes = 4000000

    [p2p]
    laddr = "tcp://%P2P%"
    persistent_peers = "%PEERS%"
    addr_book_strict = false
    allow_duplicate_ip = true

    [mempool]
    type = "flood"
    recheck_timeout = "10s"

    [consensus]
    timeout_propose = "%PROPOSE%ms"
    timeout_propose_delta = "%DELTA%ms"
    timeout_prevote = "%VOTE%ms"
    timeout_prevote_delta = "%DELTA%ms"
    timeout_precommit = "%VOTE%ms"
    timeout_precommit_delta = "%DELTA%ms"
    timeout_commit = "%COMMIT%ms"
    create_empty_blocks = true

    [tx_index]
    indexer = "null"
    %SYNC%
    """
        .replace("%SYNC%", sync.map(CometHome::sync).orElse(""))
        .replace("%SOCKET%", socket.toString())
        .replace("%RPC%", settings.rpc())
        .replace("%P2P%", settings.p2p())
        .replace("%PEERS%", String.join(",", settings.peers()))
        .replace("%PROPOSE%", Long.toString(Math.min(3_000, 4 * interval)))
        .replace("%VOTE%", Long.toString(Math.min(1_000, 2 * interval)))
        .replace("%DELTA%", Long.toString(Math.min(500, interval)))
        .replace("%COMMIT%", Long.toString(interval - interval / 10));
  }

  /// Where CometBFT has blocks already it leaves this aside.
  private static String sync(EngineKind.TrustedSync from) {
    return """

    [statesync]
    enable = true
    rpc_servers = "%SERVERS%"
    trust_height = %HEIGHT%
    trust_hash = "%HASH%"
    trust_period = "%HOURS%h0m0s"
    discovery_time = "5s"
    """
        .replace("%SERVERS%", String.join(",", from.servers()))
        .replace("%HEIGHT%", Long.toString(from.height()))
        .replace("%HASH%", HexFormat.of().formatHex(from.hash().toByteArray()))
        .replace("%HOURS%", Long.toString(Climb.TRUSTING_PERIOD.toHours()));
  }

  private static byte[] validatorKey(byte[] seed, ValidatorKeys keys) {
    String address = HexFormat.of().withUpperCase().formatHex(keys.address().toByteArray());
    String json =
        "{\"address\":\""
            + address
            + "\",\"pub_key\":{\"type\":\"tendermint/PubKeyEd25519\",\"value\":\""
            + Base64.getEncoder().encodeToString(keys.validatorKey().toByteArray())
            + "\"},\"priv_key\":"
            + privateKey(seed)
            + "}\n";
    return json.getBytes(StandardCharsets.US_ASCII);
  }

  /// Go's form of an Ed25519 key: the seed, then its public half.
  private static String privateKey(byte[] seed) {
    ByteString both =
        ByteString.copyFrom(seed).concat(ByteString.copyFrom(Ed25519.publicKey(seed)));
    return "{\"type\":\"tendermint/PrivKeyEd25519\",\"value\":\""
        + Base64.getEncoder().encodeToString(both.toByteArray())
        + "\"}";
  }

  /// Where the application listens: in the folder, or where its path is too long for a socket, in a
  /// folder of the system's that only this user may enter.
  Path socket() {
    Path inside = folder().toAbsolutePath().resolve("abci.sock");
    if (inside.toString().getBytes(StandardCharsets.UTF_8).length <= MAX_SOCKET_PATH) {
      return inside;
    }
    try {
      return Objects.requireNonNull(Files.createTempDirectory("cairn-abci")).resolve("abci.sock");
    } catch (IOException e) {
      throw new DamagedLedger("no folder for CometBFT's socket: " + e.getMessage(), e);
    }
  }
}
