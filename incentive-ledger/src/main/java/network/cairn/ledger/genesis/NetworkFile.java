package network.cairn.ledger.genesis;

import com.google.protobuf.ByteString;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import network.cairn.ledger.chain.Validators;
import network.cairn.ledger.engine.ValidatorSets;
import network.cairn.ledger.light.TrustRoot;
import network.cairn.ledger.types.Genesis;

/// All that a node trusts of a chain before it asks (docs/protocol.md §9). As text, one `name
/// value` a line: `cairn-network 1`, `chain-id`, `genesis-hash`, one `validator <key> <power>`
/// each, `ledger-url`. Immutable.
///
/// @param genesisHash 32 bytes
/// @param ledgerUrl where the ledger's door is; `http` or `https`, without a path
public record NetworkFile(
    String chainId, ByteString genesisHash, Validators validators, URI ledgerUrl) {
  /// Longest text that is read.
  public static final int MAX_SIZE = 64 * 1024;

  private static final String FIRST = "cairn-network 1";

  /// @throws InvalidNetworkFile if a part is out of its form
  public NetworkFile {
    requireForm(chainId, ledgerUrl);
    require(genesisHash.size() == 32, "genesis-hash has not 32 bytes");
    require(!validators.members().isEmpty(), "there is no validator");
    require(validators.members().size() <= Genesis.MAX_VALIDATORS, "there are too many validators");
    validators = Validators.sorted(validators.members());
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

  /// What every signature on this chain names.
  public ByteString chainRef() {
    return ByteString.copyFrom(Genesis.chainRef(chainId, genesisHash.toByteArray()));
  }

  /// Whom the light client trusts.
  public TrustRoot root() {
    return new TrustRoot(chainId, validators);
  }

  public String format() {
    StringBuilder out = new StringBuilder(FIRST).append('\n');
    out.append("chain-id ").append(chainId).append('\n');
    out.append("genesis-hash ").append(hex(genesisHash)).append('\n');
    for (Validators.Validator validator : validators.members()) {
      out.append("validator ").append(hex(validator.pubkey())).append(' ');
      out.append(validator.power()).append('\n');
    }
    return out.append("ledger-url ").append(ledgerUrl).append('\n').toString();
  }

  /// @throws InvalidNetworkFile naming what is wrong
  public static NetworkFile parse(String text) {
    require(text.length() <= MAX_SIZE, "the network file is longer than " + MAX_SIZE);
    List<String> lines = text.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    require(!lines.isEmpty() && lines.getFirst().equals(FIRST), "the first line is not " + FIRST);
    Optional<String> chainId = Optional.empty();
    Optional<ByteString> hash = Optional.empty();
    Optional<URI> url = Optional.empty();
    List<Validators.Validator> validators = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] words =
          Arrays.stream(line.split(" ")).filter(word -> !word.isEmpty()).toArray(String[]::new);
      require(words.length >= 2, "the line '" + line + "' has no value");
      switch (words[0]) {
        case "chain-id" -> chainId = once(chainId, words[1], line);
        case "genesis-hash" -> hash = once(hash, bytes(words[1], line), line);
        case "ledger-url" -> url = once(url, url(words[1], line), line);
        case "validator" -> validators.add(validator(words, line));
        default -> throw new InvalidNetworkFile("unknown line: " + line);
      }
    }
    require(
        chainId.isPresent() && hash.isPresent() && url.isPresent(),
        "chain-id, genesis-hash or ledger-url is missing");
    return new NetworkFile(
        chainId.orElseThrow(), hash.orElseThrow(), new Validators(validators), url.orElseThrow());
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
