package network.cairn.ledger.genesis;

import com.google.protobuf.ByteString;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import network.cairn.ledger.chain.Validators;
import network.cairn.ledger.engine.ValidatorSets;
import network.cairn.ledger.light.Mark;
import network.cairn.ledger.light.TrustRoot;
import network.cairn.ledger.types.Genesis;

/// All that a node trusts of a chain before it asks (docs/protocol.md §9). As text, one `name
/// value` a line: `cairn-network 1`, `chain-id`, `genesis-hash`, one `validator <key> <power>`
/// each, `ledger-url`. The second form, `cairn-network 2`, has one to eight lines `ledger-url`, and
/// may have `trusted <height> <hash>`: the header that is trusted, whose validators the file then
/// has. Immutable.
///
/// @param genesisHash 32 bytes
/// @param validators of the trusted header; without one those of every header, until others were
///   followed
/// @param servers where the ledger's doors are, in the order in which they are asked; `http` or
///   `https`, without a path
public record NetworkFile(
    String chainId,
    ByteString genesisHash,
    Validators validators,
    Optional<Mark> trusted,
    List<URI> servers) {
  /// Longest text that is read.
  public static final int MAX_SIZE = 64 * 1024;

  /// Most servers that are named.
  public static final int MAX_SERVERS = 8;

  private static final String FIRST = "cairn-network 1";
  private static final String SECOND = "cairn-network 2";

  /// @throws InvalidNetworkFile if a part is out of its form
  public NetworkFile {
    require(!servers.isEmpty(), "there is no ledger-url");
    require(servers.size() <= MAX_SERVERS, "there are more than " + MAX_SERVERS + " ledger-urls");
    require(Set.copyOf(servers).size() == servers.size(), "a ledger-url is named twice");
    for (URI server : servers) {
      requireForm(chainId, server);
    }
    require(genesisHash.size() == 32, "genesis-hash has not 32 bytes");
    require(!validators.members().isEmpty(), "there is no validator");
    require(validators.members().size() <= Genesis.MAX_VALIDATORS, "there are too many validators");
    validators = Validators.sorted(validators.members());
    servers = List.copyOf(servers);
  }

  /// Of one server, trusting its validators at whatever height.
  ///
  /// @throws InvalidNetworkFile if a part is out of its form
  public NetworkFile(String chainId, ByteString genesisHash, Validators validators, URI ledgerUrl) {
    this(chainId, genesisHash, validators, Optional.empty(), List.of(ledgerUrl));
  }

  /// The same chain at other servers.
  ///
  /// @throws InvalidNetworkFile if an address is out of its form
  public NetworkFile at(List<URI> others) {
    return new NetworkFile(chainId, genesisHash, validators, trusted, others);
  }

  /// The same chain from a later header on.
  ///
  /// @param set of that header
  public NetworkFile trusting(Mark header, Validators set) {
    return new NetworkFile(chainId, genesisHash, set, Optional.of(header), servers);
  }

  /// Where the ledger's first door is.
  public URI ledgerUrl() {
    return servers.getFirst();
  }

  /// Checks what a user chooses.
  ///
  /// @throws InvalidNetworkFile if a part is out of its form
  static void requireForm(String chainId, URI ledgerUrl) {
    require(chainId.matches("[a-z0-9-]{1,50}"), "chain-id is not 1 to 50 of a-z 0-9 -");
    String scheme = String.valueOf(ledgerUrl.getScheme());
    require(
        (scheme.equals("http") || scheme.equals("https"))
            && ledgerUrl.getHost() != null
            && ledgerUrl.getUserInfo() == null
            && (ledgerUrl.getPath().isEmpty() || ledgerUrl.getPath().equals("/")),
        "ledger-url is no http address of a host");
  }

  /// The network file of a genesis.
  public static NetworkFile of(Genesis genesis, URI ledgerUrl) {
    return new NetworkFile(
        genesis.chainId(),
        ByteString.copyFrom(genesis.hash()),
        ValidatorSets.ofGenesis(genesis),
        ledgerUrl);
  }

  /// Whether this is a network file of the chain of a genesis.
  boolean isOf(Genesis genesis) {
    return chainId.equals(genesis.chainId())
        && genesisHash.equals(ByteString.copyFrom(genesis.hash()))
        && (trusted.isPresent() || validators.equals(ValidatorSets.ofGenesis(genesis)));
  }

  /// What every signature on this chain names.
  public ByteString chainRef() {
    return ByteString.copyFrom(Genesis.chainRef(chainId, genesisHash.toByteArray()));
  }

  /// Whom the light client trusts.
  public TrustRoot root() {
    return new TrustRoot(chainId, validators, trusted);
  }

  /// In the first form where that can say it all.
  public String format() {
    boolean first = trusted.isEmpty() && servers.size() == 1;
    StringBuilder out = new StringBuilder(first ? FIRST : SECOND).append('\n');
    out.append("chain-id ").append(chainId).append('\n');
    out.append("genesis-hash ").append(hex(genesisHash)).append('\n');
    trusted.ifPresent(header ->
        out.append("trusted ")
            .append(header.height())
            .append(' ')
            .append(hex(header.hash()))
            .append('\n'));
    for (Validators.Validator validator : validators.members()) {
      out.append("validator ").append(hex(validator.pubkey())).append(' ');
      out.append(validator.power()).append('\n');
    }
    servers.forEach(server -> out.append("ledger-url ").append(server).append('\n'));
    return out.toString();
  }

  /// @throws InvalidNetworkFile naming what is wrong
  public static NetworkFile parse(String text) {
    require(text.length() <= MAX_SIZE, "the network file is longer than " + MAX_SIZE);
    List<String> lines = text.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    boolean second = !lines.isEmpty() && lines.getFirst().equals(SECOND);
    require(
        second || (!lines.isEmpty() && lines.getFirst().equals(FIRST)),
        "the first line is not " + FIRST + " or " + SECOND);
    Optional<String> chainId = Optional.empty();
    Optional<ByteString> hash = Optional.empty();
    Optional<Mark> trusted = Optional.empty();
    List<URI> servers = new ArrayList<>();
    List<Validators.Validator> validators = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] words =
          Arrays.stream(line.split(" ")).filter(word -> !word.isEmpty()).toArray(String[]::new);
      require(words.length >= 2, "the line '" + line + "' has no value");
      switch (words[0]) {
        case "chain-id" -> chainId = once(chainId, words[1], line);
        case "genesis-hash" -> hash = once(hash, bytes(words[1], line), line);
        case "ledger-url" -> {
          require(second || servers.isEmpty(), "twice: " + line);
          servers.add(url(words[1], line));
        }
        case "validator" -> validators.add(validator(words, line));
        case "trusted" -> {
          require(second, "a line of the second form, " + SECOND + ": " + line);
          trusted = once(trusted, mark(words, line), line);
        }
        default -> throw new InvalidNetworkFile("unknown line: " + line);
      }
    }
    require(
        chainId.isPresent() && hash.isPresent() && !servers.isEmpty(),
        "chain-id, genesis-hash or ledger-url is missing");
    return new NetworkFile(
        chainId.orElseThrow(), hash.orElseThrow(), new Validators(validators), trusted, servers);
  }

  private static Mark mark(String[] words, String line) {
    require(
        words.length == 3
            && words[1].matches("[1-9][0-9]{0,17}")
            && words[2].matches("[0-9a-f]{64}"),
        "no height and hash of a header: " + line);
    return new Mark(Long.parseLong(words[1]), bytes(words[2], line));
  }

  private static <T> Optional<T> once(Optional<T> before, T value, String line) {
    require(before.isEmpty(), "twice: " + line);
    return Optional.of(value);
  }

  private static Validators.Validator validator(String[] words, String line) {
    require(words.length == 3 && words[2].matches("[1-9][0-9]{0,17}"), "no validator: " + line);
    ByteString key = bytes(words[1], line);
    require(key.size() == 32, "a validator's key has 32 bytes: " + line);
    return new Validators.Validator(key, Long.parseLong(words[2]));
  }

  private static ByteString bytes(String hex, String line) {
    require(hex.length() % 2 == 0 && hex.matches("[0-9a-f]+"), "no hexadecimal: " + line);
    return ByteString.copyFrom(HexFormat.of().parseHex(hex));
  }

  private static URI url(String text, String line) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new InvalidNetworkFile("no address: " + line);
    }
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new InvalidNetworkFile(otherwise);
    }
  }
}
