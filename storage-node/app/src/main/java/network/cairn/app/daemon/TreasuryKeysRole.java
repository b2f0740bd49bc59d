package network.cairn.app.daemon;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import network.cairn.api.answer.TreasuryAnswer;
import network.cairn.cli.Role;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.genesis.InvalidNetworkFile;
import network.cairn.ledger.genesis.LedgerHome;
import network.cairn.ledger.genesis.TreasuryFile;
import network.cairn.ledger.records.AccountRecord;
import network.cairn.ledger.records.TreasuryRecord;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.types.TreasuryKeys;
import network.cairn.ledger.wallet.Addresses;
import network.cairn.ledger.wallet.KeyFile;
import network.cairn.ledger.wallet.Signer;

/// The keys of a treasury of several (docs/protocol.md §18): makes one, shows those of a chain,
/// reads a file of them.
final class TreasuryKeysRole {
  private TreasuryKeysRole() {}

  /// Makes a holder's key, or takes the one that is there, and prints its line.
  ///
  /// @throws StartFailed if the chain or the weight is none
  static void key(Role.TreasuryKey wanted, PrintStream out) {
    String chainId =
        wanted
            .chainId()
            .filter(id -> id.matches("[a-z0-9-]{1,50}"))
            .orElseThrow(() ->
                new StartFailed(
                    "give --chain-id, 1 to 50 of a-z 0-9 -: a key proves itself for one chain"));
    String weight = wanted.weight().orElse("1");
    if (!weight.matches("[1-9][0-9]{0,3}") || Long.parseLong(weight) > TreasuryKeys.MAX_WEIGHT) {
      throw new StartFailed("--weight is 1 to " + TreasuryKeys.MAX_WEIGHT + ", not " + weight);
    }
    Path file = file(wanted.folder());
    Signer signer =
        Files.exists(file) ? KeyFile.read(file) : KeyFile.create(file, new SecureRandom());
    out.print(TreasuryFile.line(chainId, signer, Long.parseLong(weight)));
  }

  /// Where a holder's key is.
  static Path file(Path folder) {
    return folder.resolve("keystore").resolve("treasury");
  }

  /// The home whose running ledger is asked.
  ///
  /// @throws StartFailed if a holder keeps a key there and no chain
  static LedgerHome home(Path folder) {
    if (Files.exists(file(folder)) && !Files.exists(folder.resolve("genesis"))) {
      throw new StartFailed(
          folder
              + " has a key of the treasury and no chain: this asks a running ledger. Run it where"
              + " one is, with --home, or give the file of the order to who runs one and sends it;"
              + " to run one here, begin with: cairn ledger join NETWORK --home FOLDER, a new"
              + " folder");
    }
    return LedgerHome.open(folder);
  }

  /// @throws StartFailed if there is no such file, or it says something else
  static TreasuryFile read(Path file) throws IOException {
    try {
      return TreasuryFile.parse(text(file, TreasuryFile.MAX_SIZE));
    } catch (InvalidNetworkFile e) {
      throw new StartFailed(file + " is no file of a treasury: " + e.getMessage(), e);
    }
  }

  /// @throws StartFailed if it cannot be read
  static String text(Path file, int most) throws IOException {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new StartFailed(file + " is no file that can be read");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(most + 1), StandardCharsets.UTF_8);
    }
  }

  /// @throws StartFailed if the chain has no such treasury, or its ledger does not answer
  static void show(Role.TreasuryShow wanted, PrintStream out) throws InterruptedException {
    LedgerHome home = home(wanted.folder());
    Profile profile = Profile.of(home.network().chainId());
    TreasuryAnswer answer = HomeLedger.at(home, chain -> answer(profile, chain.head()));
    if (wanted.json()) {
      out.println(answer.json());
    } else {
      print(answer, out);
    }
  }

  /// @throws StartFailed if the chain has none
  static TreasuryRecord of(Head head) {
    return head.state()
        .treasury()
        .orElseThrow(() ->
            new StartFailed(
                "this chain's treasury has one key, which pays with: cairn ledger transfer"));
  }

  private static TreasuryAnswer answer(Profile profile, Head head) {
    TreasuryRecord record = of(head);
    long next = head.height() + 1;
    TreasuryKeys inForce = record.at(next);
    List<TreasuryKeys> waiting =
        record.next().filter(_ -> record.nextHeight() > next).stream().toList();
    Amount balance =
        head.state().account(record.address()).map(AccountRecord::balance).orElse(Amount.ZERO);
    return new TreasuryAnswer(
        head.height(),
        Addresses.format(profile, record.address()),
        balance.decimal(),
        record.lastOrder() + 1,
        inForce.threshold(),
        keys(profile, inForce),
        waiting.isEmpty() ? 0 : record.nextHeight(),
        waiting.stream().mapToLong(TreasuryKeys::threshold).sum(),
        waiting.stream().flatMap(keys -> keys(profile, keys).stream()).toList());
  }

  private static List<TreasuryAnswer.Key> keys(Profile profile, TreasuryKeys keys) {
    return keys.keys().stream()
        .map(key ->
            new TreasuryAnswer.Key(
                HexFormat.of().formatHex(key.pubkey().toByteArray()),
                key.weight(),
                Addresses.format(profile, key.address())))
        .toList();
  }

  private static void print(TreasuryAnswer answer, PrintStream out) {
    out.println("account     " + answer.address());
    out.println("balance     " + Amount.of(new BigInteger(answer.balance())));
    out.println("next order  " + answer.nextOrder());
    out.println("threshold   " + answer.threshold());
    answer.keys().forEach(key -> print(key, out));
    if (answer.nextHeight() > 0) {
      out.println("from block " + answer.nextHeight() + " on: threshold " + answer.nextThreshold());
      answer.nextKeys().forEach(key -> print(key, out));
    }
  }

  private static void print(TreasuryAnswer.Key key, PrintStream out) {
    out.println("key         " + key.key() + " weighs " + key.weight() + ", " + key.address());
  }
}
