package network.cairn.app.daemon;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import network.cairn.api.answer.ReceiptAnswer;
import network.cairn.base.files.DurableFiles;
import network.cairn.cli.CommandFailed;
import network.cairn.cli.Role;
import network.cairn.ipld.cid.Cid;
import network.cairn.ledger.api.InvalidReceipt;
import network.cairn.ledger.api.LedgerClient;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.api.Receipts;
import network.cairn.ledger.api.RemoteLedger;
import network.cairn.ledger.api.UntrustedAnswer;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.records.SetRecord;
import network.cairn.ledger.records.Slot;
import network.cairn.ledger.types.Profile;

/// `receipt verify`: checks a receipt against the network file alone; asks its servers only for
/// hand-overs between validators, and only if it is told to.
final class ReceiptRole {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT);

  private ReceiptRole() {}

  /// @return 0 if every claim is proven
  /// @throws CommandFailed otherwise
  static int verify(Role.ReceiptVerify role, NetworkFile network, PrintStream out)
      throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(role.receipt())) {
      bytes = in.readNBytes(Receipts.MAX_SIZE + 1);
    }
    try {
      ByteString receipt = ByteString.copyFrom(bytes);
      if (role.fetch()) {
        receipt = fetched(receipt, network);
      }
      Receipts.Proven proven = Receipts.verify(receipt, network);
      if (role.fetch()) {
        DurableFiles.replace(role.receipt(), receipt.toByteArray());
      }
      if (role.json()) {
        out.println(answer(proven, network).json());
      } else {
        print(proven, network, out);
      }
      return 0;
    } catch (InvalidReceipt e) {
      throw new CommandFailed(
          "NOT PROVEN: "
              + e.getMessage()
              + "; the receipt is forged, damaged or of another network: rely on nothing it says"
              + " and get a new one with 'cairn receipt get AGREEMENT'");
    }
  }

  private static ByteString fetched(ByteString receipt, NetworkFile network) {
    try (LedgerClient ledger = RemoteLedger.over(network, InstantSource.system())) {
      return ledger.handOver(receipt);
    } catch (LedgerUnavailable | UntrustedAnswer e) {
      throw new CommandFailed(
          "the hand-overs of the validators were not found: "
              + e.getMessage()
              + "; the receipt was not changed");
    }
  }

  private static ReceiptAnswer answer(Receipts.Proven proven, NetworkFile network) {
    return new ReceiptAnswer(
        proven.agreement().id(),
        network.chainId(),
        proven.height(),
        proven.time().toString(),
        Cid.decode(proven.agreement().root().toByteArray()).toString(),
        proven.slots().stream()
            .map(slot ->
                new ReceiptAnswer.Copy(
                    slot.slot(),
                    slot.state().name(),
                    slot.set().map(SetRecord::id).orElse(0L),
                    slot.provenPeriods(),
                    slot.duePeriods()))
            .toList(),
        proven.validators());
  }

  private static void print(Receipts.Proven proven, NetworkFile network, PrintStream out) {
    out.println(
        "agreement "
            + proven.agreement().id()
            + " on "
            + network.chainId()
            + " at height "
            + proven.height()
            + ", "
            + TIME.format(proven.time().atOffset(ZoneOffset.UTC)));
    for (Receipts.SlotClaim slot : proven.slots()) {
      String set =
          slot.set()
              .map(s ->
                  " set "
                      + s.id()
                      + ", "
                      + slot.provenPeriods()
                      + " of "
                      + slot.duePeriods()
                      + " periods proven")
              .orElse("");
      out.println("  copy " + slot.slot() + " " + word(slot.state()) + set);
    }
    out.println("Every claim above is proven by the ledger's state under the network file.");
    out.println("Not proven: that the piece is the DAG of the root (each provider checked that).");
    if (proven.validators() == 1) {
      out.println(
          (network.validators().members().size() == 1
                  ? "One operator runs this ledger"
                  : "One operator ran this ledger then")
              + (Profile.of(network.chainId()) == Profile.DEV ? " (a dev chain)" : "")
              + ": its honesty is taken on trust, and it knows the challenges ahead.");
    }
  }

  private static String word(Slot.State state) {
    return switch (state) {
      case EMPTY -> "empty";
      case SET -> "kept,";
      case TICKET -> "waits for repair, last";
      case DONE -> "ended, last";
    };
  }
}
