package network.cairn.app.daemon;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import network.cairn.api.answer.OrderAnswer;
import network.cairn.base.files.DurableFiles;
import network.cairn.cli.Role;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.client.Outcome;
import network.cairn.ledger.genesis.InvalidNetworkFile;
import network.cairn.ledger.genesis.LedgerHome;
import network.cairn.ledger.genesis.OrderFile;
import network.cairn.ledger.genesis.TreasuryFile;
import network.cairn.ledger.records.TreasuryRecord;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.NamedKeys;
import network.cairn.ledger.types.Order;
import network.cairn.ledger.types.OutOfRange;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.types.Sig;
import network.cairn.ledger.types.TreasuryKeys;
import network.cairn.ledger.wallet.Addresses;
import network.cairn.ledger.wallet.Amounts;
import network.cairn.ledger.wallet.InvalidAddress;
import network.cairn.ledger.wallet.KeyFile;
import network.cairn.ledger.wallet.Signer;

/// Orders of a treasury of several keys (docs/protocol.md §18): one makes the file, each holder
/// signs it where its key is, somebody sends what came of it.
final class TreasuryOrderRole {
  private TreasuryOrderRole() {}

  /// Writes the file of an order that nobody has signed.
  ///
  /// @throws StartFailed if it is none, or the ledger does not answer
  static void make(Role.TreasuryOrder wanted, PrintStream out)
      throws IOException, InterruptedException {
    LedgerHome home = TreasuryKeysRole.home(wanted.folder());
    Order.Act act = act(wanted, home);
    long blocks = number(wanted.blocks(), "--blocks");
    OrderFile made =
        HomeLedger.at(
            home,
            chain -> {
              Head head = chain.head();
              TreasuryRecord record = TreasuryKeysRole.of(head);
              return new OrderFile(
                  home.network().chainId(),
                  home.network().genesisHash(),
                  new Order(
                      home.network().chainRef(),
                      record.lastOrder() + 1,
                      head.height() + blocks,
                      act),
                  List.of());
            });
    requireUnsigned(wanted.output(), made.order().number());
    DurableFiles.replace(wanted.output(), made.format());
    tell(made, wanted.output(), 0, wanted.json(), out);
    if (!wanted.json()) {
      out.println(
          "each holder looks at it with: cairn ledger treasury sign --look " + wanted.output());
      out.println("and signs it with: cairn ledger treasury sign " + wanted.output());
    }
  }

  /// Signatures that were gathered for an order that may still be sent are not lost without a word.
  private static void requireUnsigned(Path output, long next) throws IOException {
    if (!Files.exists(output)) {
      return;
    }
    OrderFile before;
    try {
      before = OrderFile.parse(TreasuryKeysRole.text(output, OrderFile.MAX_SIZE));
    } catch (InvalidNetworkFile e) {
      throw new StartFailed(output + " is there and no order; name another file with -o", e);
    }
    if (before.order().number() >= next && !before.signatures().isEmpty()) {
      throw new StartFailed(
          output + " is an order with signatures; name another file with -o, or delete it");
    }
  }

  private static Order.Act act(Role.TreasuryOrder wanted, LedgerHome home) throws IOException {
    try {
      return switch (wanted.act()) {
        case PAY -> {
          List<Order.Payment> payments = new ArrayList<>();
          for (String text : wanted.payments()) {
            payments.add(payment(home, text));
          }
          yield new Order.Pay(payments);
        }
        case REKEY -> {
          TreasuryFile file = TreasuryKeysRole.read(wanted.keys().orElseThrow());
          requireChain(home, file.chainId());
          yield new Order.NewKeys(file.named());
        }
        case KEEP -> new Order.Keep();
      };
    } catch (OutOfRange e) {
      throw new StartFailed(String.valueOf(e.getMessage()), e);
    }
  }

  /// @throws StartFailed if the home is of another chain
  static void requireChain(LedgerHome home, String chainId) {
    if (!home.network().chainId().equals(chainId)) {
      throw new StartFailed(
          "the file is for chain " + chainId + ", the home's is " + home.network().chainId());
    }
  }

  private static Order.Payment payment(LedgerHome home, String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw new StartFailed("'" + text + "' is no payment; write it as ADDRESS=CAIRN");
    }
    String to = text.substring(0, equals);
    try {
      Address address = Addresses.parse(Profile.of(home.network().chainId()), to);
      return new Order.Payment(address, Amounts.parse(text.substring(equals + 1)));
    } catch (InvalidAddress e) {
      throw new StartFailed("'" + to + "': " + e.getMessage(), e);
    }
  }

  private static long number(String text, String option) {
    if (!text.matches("[1-9][0-9]{0,11}")) {
      throw new StartFailed(option + " is a whole number from 1, not '" + text + "'");
    }
    return Long.parseLong(text);
  }

  /// Adds the signature of the key in a folder, unless the order is only to be looked at; needs no
  /// ledger.
  ///
  /// @throws StartFailed if the file is no order, or of another chain than the folder's home
  static void sign(Role.TreasurySign wanted, PrintStream out) throws IOException {
    OrderFile file = read(wanted.order());
    if (Files.exists(wanted.folder().resolve("genesis"))) {
      LedgerHome home = LedgerHome.open(wanted.folder());
      if (!home.network().chainRef().equals(file.order().chainRef())) {
        throw new StartFailed(
            "the order is of chain " + file.chainId() + ", not of this home's; it is not signed");
      }
    }
    if (wanted.look()) {
      tell(file, wanted.order(), 0, wanted.json(), out);
      return;
    }
    Signer signer = KeyFile.read(TreasuryKeysRole.file(wanted.folder()));
    OrderFile signed = file.signedBy(signer);
    DurableFiles.replace(wanted.order(), signed.format());
    tell(signed, wanted.order(), 0, wanted.json(), out);
  }

  /// Sends an order with the signatures of all files, paid by the key that is in the home.
  ///
  /// @throws StartFailed if they do not go together, are too few, or the ledger refuses
  static void send(Role.TreasurySend wanted, PrintStream out)
      throws IOException, InterruptedException {
    LedgerHome home = TreasuryKeysRole.home(wanted.folder());
    OrderFile merged = read(wanted.orders().getFirst());
    for (Path more : wanted.orders().subList(1, wanted.orders().size())) {
      try {
        merged = merged.with(read(more));
      } catch (InvalidNetworkFile e) {
        throw new StartFailed(more + ": " + e.getMessage(), e);
      }
    }
    OrderFile all = merged;
    Signer payer = payer(home, wanted.folder());
    Outcome outcome =
        HomeLedger.at(
            home,
            chain -> {
              requireEnough(chain.head(), all);
              return HomeLedger.send(payer, chain, all.message());
            });
    tell(all, wanted.orders().getFirst(), outcome.height(), wanted.json(), out);
  }

  private static Signer payer(LedgerHome home, Path folder) {
    if (Files.exists(TreasuryKeysRole.file(folder))) {
      return home.treasury();
    }
    if (!Files.exists(folder.resolve("keystore").resolve("operator"))) {
      throw new StartFailed(
          folder
              + " has neither a key 'treasury' nor a key 'operator' to pay the fee with; send it"
              + " from a holder's or an operator's home");
    }
    return home.operator();
  }

  /// What the ledger would refuse anyway, and take its fee for.
  private static void requireEnough(Head head, OrderFile file) {
    TreasuryRecord record = TreasuryKeysRole.of(head);
    if (file.order().number() <= record.lastOrder()) {
      throw new StartFailed(
          "an order with number "
              + file.order().number()
              + " was done already, this one or another; look at the accounts that it pays before"
              + " you make it anew");
    }
    if (file.order().number() != record.lastOrder() + 1) {
      throw new StartFailed(
          "the order has number "
              + file.order().number()
              + ", the next is "
              + (record.lastOrder() + 1)
              + "; make it anew");
    }
    TreasuryKeys keys = record.at(head.height() + 1);
    long weight = 0;
    for (Sig sig : file.signatures()) {
      weight +=
          keys.weight(sig.pubkey())
              .orElseThrow(() ->
                  new StartFailed(
                      "key "
                          + hex(sig.pubkey())
                          + " has signed, and is none of the treasury's; take its line out of the"
                          + " file"));
    }
    if (weight < keys.threshold()) {
      List<String> missing =
          keys.keys().stream()
              .filter(
                  key -> file.signatures().stream().noneMatch(s -> s.pubkey().equals(key.pubkey())))
              .map(key -> hex(key.pubkey()))
              .toList();
      throw new StartFailed(
          "the signatures weigh "
              + weight
              + ", an order needs "
              + keys.threshold()
              + "; these have not signed: "
              + String.join(", ", missing));
    }
  }

  private static OrderFile read(Path file) throws IOException {
    try {
      return OrderFile.parse(TreasuryKeysRole.text(file, OrderFile.MAX_SIZE));
    } catch (InvalidNetworkFile e) {
      throw new StartFailed(file + " is no order: " + e.getMessage(), e);
    }
  }

  private static void tell(OrderFile file, Path where, long height, boolean json, PrintStream out) {
    OrderAnswer answer =
        new OrderAnswer(
            where.toString(),
            file.chainId(),
            file.order().number(),
            file.order().validUntil(),
            words(file),
            file.signatures().stream().map(sig -> hex(sig.pubkey())).toList(),
            height);
    if (json) {
      out.println(answer.json());
      return;
    }
    out.println(
        "order "
            + answer.number()
            + " of "
            + answer.chainId()
            + (height > 0
                ? ", done in block " + height
                : ", valid until height " + answer.validUntil()));
    answer.acts().forEach(act -> out.println("  " + act));
    answer.signatures().forEach(key -> out.println("signed by " + key));
  }

  private static List<String> words(OrderFile file) {
    Profile profile = Profile.of(file.chainId());
    return switch (file.order().act()) {
      case Order.Pay(List<Order.Payment> list) ->
          list.stream()
              .map(p -> "pay " + p.amount() + " to " + Addresses.format(profile, p.to()))
              .toList();
      case Order.NewKeys(NamedKeys named) -> {
        List<String> lines = new ArrayList<>();
        lines.add("new keys, threshold " + named.keys().threshold());
        named
            .keys()
            .keys()
            .forEach(key -> lines.add(hex(key.pubkey()) + " weighs " + key.weight()));
        yield lines;
      }
      case Order.Keep() -> List.of("keep the keys: those that wait never come");
    };
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }
}
