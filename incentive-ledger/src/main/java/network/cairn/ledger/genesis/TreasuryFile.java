package network.cairn.ledger.genesis;

import static network.cairn.ledger.genesis.ValidatorsFile.require;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import network.cairn.ledger.crypto.Ed25519;
import network.cairn.ledger.types.Domain;
import network.cairn.ledger.types.NamedKeys;
import network.cairn.ledger.types.OutOfRange;
import network.cairn.ledger.types.TreasuryKeys;
import network.cairn.ledger.wallet.Signer;

/// The keys that are to spend a chain's treasury together (docs/protocol.md §18). As text, one
/// `name value` a line: `cairn-treasury 1`, `chain-id`, `treasury-threshold <weight>`, and for each
/// key `treasury-key <64 digits>:<weight>:<128 digits>`, the key, its weight and its proof for that
/// chain. Lines that begin with `#` say nothing. Immutable.
public record TreasuryFile(String chainId, NamedKeys named) {
  /// Longest text that is read.
  public static final int MAX_SIZE = 16 * 1024;

  static final String THRESHOLD = "treasury-threshold";
  static final String KEY = "treasury-key";
  private static final String FIRST = "cairn-treasury 1";

  /// @throws InvalidNetworkFile if a proof is not of its key for this chain
  public TreasuryFile {
    requireProofs(chainId, named);
  }

  /// The line that its holder makes for a key.
  public static String line(String chainId, Signer signer, long weight) {
    ByteString proof = signer.sign(Domain.treasuryKey(chainId, signer.pubkey())).signature();
    return KEY + " " + hex(signer.pubkey()) + ":" + weight + ":" + hex(proof) + "\n";
  }

  /// @throws InvalidNetworkFile naming the key whose proof does not hold
  static void requireProofs(String chainId, NamedKeys named) {
    List<TreasuryKeys.Key> keys = named.keys().keys();
    OptionalInt wrong =
        IntStream.range(0, keys.size())
            .filter(i ->
                !Ed25519.verify(
                    keys.get(i).pubkey().toByteArray(),
                    Domain.treasuryKey(chainId, keys.get(i).pubkey()),
                    named.proofs().get(i).toByteArray()))
            .findFirst();
    require(
        wrong.isEmpty(),
        "the proof of the treasury's key "
            + (wrong.isEmpty() ? "" : hex(keys.get(wrong.getAsInt()).pubkey()))
            + " does not hold for chain "
            + chainId
            + "; its holder prints the line again with: cairn ledger treasury key --chain-id "
            + chainId);
  }

  public String format() {
    return FIRST + "\nchain-id " + chainId + "\n" + lines(named);
  }

  /// What a file of validators has of them too.
  static String lines(NamedKeys named) {
    StringBuilder out = new StringBuilder();
    out.append(THRESHOLD).append(' ').append(named.keys().threshold()).append('\n');
    for (int i = 0; i < named.proofs().size(); i++) {
      TreasuryKeys.Key key = named.keys().keys().get(i);
      out.append(KEY).append(' ').append(hex(key.pubkey())).append(':').append(key.weight());
      out.append(':').append(hex(named.proofs().get(i))).append('\n');
    }
    return out.toString();
  }

  /// @throws InvalidNetworkFile naming what is wrong
  public static TreasuryFile parse(String text) {
    require(text.length() <= MAX_SIZE, "it is longer than " + MAX_SIZE);
    List<String> lines = content(text);
    require(!lines.isEmpty() && lines.getFirst().equals(FIRST), "the first line is not " + FIRST);
    Optional<String> chainId = Optional.empty();
    Lines keys = new Lines();
    for (String line : lines.subList(1, lines.size())) {
      String[] words = line.split(" ", -1);
      require(words.length == 2, "the line '" + line + "' is no name and value");
      if (words[0].equals("chain-id")) {
        require(chainId.isEmpty(), "chain-id stands twice");
        chainId = Optional.of(words[1]);
      } else {
        require(
            keys.take(words[0], words[1]),
            "the line '" + line + "'; there are chain-id, " + THRESHOLD + " and " + KEY);
      }
    }
    require(chainId.isPresent(), "it has no chain-id");
    String id = chainId.orElseThrow();
    require(id.matches("[a-z0-9-]{1,50}"), "chain-id is not 1 to 50 of a-z 0-9 -: " + id);
    return new TreasuryFile(
        id, keys.named().orElseThrow(() -> new InvalidNetworkFile("it has no " + KEY)));
  }

  static List<String> content(String text) {
    return text.lines().map(String::strip).filter(l -> !l.isEmpty() && !l.startsWith("#")).toList();
  }

  /// Collects the lines of keys out of a file. For one thread.
  static final class Lines {
    private final List<TreasuryKeys.Key> keys = new ArrayList<>();
    private final List<ByteString> proofs = new ArrayList<>();
    private Optional<Long> threshold = Optional.empty();

    /// @return false for a line of another name
    boolean take(String name, String value) {
      return switch (name) {
        case THRESHOLD -> {
          require(threshold.isEmpty(), THRESHOLD + " stands twice");
          threshold = Optional.of(number(value, THRESHOLD));
          yield true;
        }
        case KEY -> {
          key(value);
          yield true;
        }
        default -> false;
      };
    }

    private void key(String value) {
      require(keys.size() < TreasuryKeys.MAX_KEYS, "there are too many lines " + KEY);
      String[] parts = value.split(":", -1);
      require(
          parts.length == 3
              && parts[0].matches("[0-9a-f]{64}")
              && parts[2].matches("[0-9a-f]{128}"),
          KEY + " is not KEY:WEIGHT:PROOF of 64 and 128 hexadecimal digits: " + value);
      try {
        keys.add(new TreasuryKeys.Key(bytes(parts[0]), number(parts[1], "a weight")));
      } catch (OutOfRange e) {
        throw new InvalidNetworkFile(String.valueOf(e.getMessage()));
      }
      proofs.add(bytes(parts[2]));
    }

    private static long number(String value, String what) {
      require(
          value.matches("[1-9][0-9]{0,5}"),
          what + " is a whole number from 1, not '" + value + "'");
      return Long.parseLong(value);
    }

    /// All together, in the order that counts; empty if there was no line.
    ///
    /// @throws InvalidNetworkFile if they are no keys of a treasury
    Optional<NamedKeys> named() {
      if (keys.isEmpty() && threshold.isEmpty()) {
        return Optional.empty();
      }
      require(threshold.isPresent(), "it has no " + THRESHOLD);
      List<Integer> order =
          IntStream.range(0, keys.size())
              .boxed()
              .sorted(
                  Comparator.comparing(
                      i -> keys.get(i).pubkey(), ByteString.unsignedLexicographicalComparator()))
              .toList();
      try {
        return Optional.of(
            new NamedKeys(
                new TreasuryKeys(threshold.orElseThrow(), order.stream().map(keys::get).toList()),
                order.stream().map(proofs::get).toList()));
      } catch (OutOfRange e) {
        throw new InvalidNetworkFile(String.valueOf(e.getMessage()));
      }
    }
  }

  static ByteString bytes(String hex) {
    return ByteString.copyFrom(HexFormat.of().parseHex(hex));
  }

  static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }
}
