package network.cairn.ledger.genesis;

import static network.cairn.ledger.genesis.ValidatorsFile.require;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import network.cairn.ledger.crypto.Ed25519;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.NotCanonical;
import network.cairn.ledger.types.Order;
import network.cairn.ledger.types.OutOfRange;
import network.cairn.ledger.types.Sig;
import network.cairn.ledger.types.TreasuryKeys;
import network.cairn.ledger.wallet.Signer;

/// An order of the treasury on its way from one holder of a key to the next (docs/protocol.md §18).
/// As text, one `name value` a line: `cairn-order 1`, `chain-id`, `genesis-hash <64 digits>`,
/// `order <digits>`, its canonical bytes, and for each signature `signature <64 digits>:<128
/// digits>`, key and signature. Nothing of it is secret. Immutable.
///
/// @param signatures by rising key, each once, all of which hold
public record OrderFile(String chainId, ByteString genesisHash, Order order, List<Sig> signatures) {
  /// Longest text that is read.
  public static final int MAX_SIZE = 32 * 1024;

  private static final String FIRST = "cairn-order 1";
  private static final Comparator<Sig> BY_KEY =
      Comparator.comparing(Sig::pubkey, ByteString.unsignedLexicographicalComparator());

  /// @throws InvalidNetworkFile if the order is of another chain, or a signature is false
  public OrderFile {
    signatures = signatures.stream().sorted(BY_KEY).toList();
    require(genesisHash.size() == 32, "genesis-hash has not 32 bytes");
    require(
        order
            .chainRef()
            .equals(ByteString.copyFrom(Genesis.chainRef(chainId, genesisHash.toByteArray()))),
        "the order is not of chain " + chainId + " with that genesis");
    require(
        signatures.size() <= TreasuryKeys.MAX_KEYS
            && signatures.stream().map(Sig::pubkey).distinct().count() == signatures.size(),
        "there are too many signatures, or two of one key");
    byte[] signed = order.signBytes();
    for (Sig sig : signatures) {
      require(
          Ed25519.verify(sig.pubkey().toByteArray(), signed, sig.signature().toByteArray()),
          "the signature of key " + TreasuryFile.hex(sig.pubkey()) + " is not of this order");
    }
  }

  /// The same with the signature of one key more.
  public OrderFile signedBy(Signer signer) {
    return with(List.of(signer.sign(order.signBytes())));
  }

  /// The same with the signatures of another file of the same order.
  ///
  /// @throws InvalidNetworkFile if it is another order
  public OrderFile with(OrderFile other) {
    require(order.equals(other.order), "the files have different orders");
    return with(other.signatures);
  }

  private OrderFile with(List<Sig> more) {
    List<Sig> all = new ArrayList<>(signatures);
    for (Sig sig : more) {
      if (all.stream().noneMatch(had -> had.pubkey().equals(sig.pubkey()))) {
        all.add(sig);
      }
    }
    return new OrderFile(chainId, genesisHash, order, all);
  }

  /// What the ledger takes.
  ///
  /// @throws OutOfRange if nobody has signed
  public Msg.TreasuryOrder message() {
    return new Msg.TreasuryOrder(order, signatures);
  }

  public String format() {
    StringBuilder out = new StringBuilder();
    out.append(FIRST).append("\nchain-id ").append(chainId);
    out.append("\ngenesis-hash ").append(TreasuryFile.hex(genesisHash));
    out.append("\norder ").append(TreasuryFile.hex(order.encode())).append('\n');
    for (Sig sig : signatures) {
      out.append("signature ").append(TreasuryFile.hex(sig.pubkey())).append(':');
      out.append(TreasuryFile.hex(sig.signature())).append('\n');
    }
    return out.toString();
  }

  /// @throws InvalidNetworkFile naming what is wrong
  public static OrderFile parse(String text) {
    require(text.length() <= MAX_SIZE, "it is longer than " + MAX_SIZE);
    List<String> lines = TreasuryFile.content(text);
    require(!lines.isEmpty() && lines.getFirst().equals(FIRST), "the first line is not " + FIRST);
    Optional<String> chainId = Optional.empty();
    Optional<ByteString> genesis = Optional.empty();
    Optional<Order> order = Optional.empty();
    List<Sig> signatures = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] words = line.split(" ", -1);
      require(words.length == 2, "the line '" + line + "' is no name and value");
      switch (words[0]) {
        case "chain-id" -> chainId = once(chainId, words[1], words[0]);
        case "genesis-hash" -> genesis = once(genesis, digits(words[1], words[0]), words[0]);
        case "order" -> order = once(order, order(digits(words[1], words[0])), words[0]);
        case "signature" -> signatures.add(signature(words[1]));
        default -> throw new InvalidNetworkFile("there is no line '" + words[0] + "'");
      }
    }
    require(
        chainId.isPresent() && genesis.isPresent() && order.isPresent(),
        "it needs chain-id, genesis-hash and order");
    return new OrderFile(
        chainId.orElseThrow(), genesis.orElseThrow(), order.orElseThrow(), signatures);
  }

  private static <T> Optional<T> once(Optional<T> before, T value, String name) {
    require(before.isEmpty(), name + " stands twice");
    return Optional.of(value);
  }

  private static ByteString digits(String value, String name) {
    require(
        value.length() % 2 == 0 && value.matches("[0-9a-f]+"),
        name + " is not of hexadecimal digits, two for a byte");
    return TreasuryFile.bytes(value);
  }

  private static Order order(ByteString bytes) {
    try {
      return Order.decode(bytes);
    } catch (NotCanonical | OutOfRange e) {
      throw new InvalidNetworkFile("the order is none: " + e.getMessage());
    }
  }

  private static Sig signature(String value) {
    require(
        value.matches("[0-9a-f]{64}:[0-9a-f]{128}"),
        "signature is not KEY:SIGNATURE of 64 and 128 hexadecimal digits");
    return Sig.ed25519(
        TreasuryFile.bytes(value.substring(0, 64)).toByteArray(),
        TreasuryFile.bytes(value.substring(65)).toByteArray());
  }
}
