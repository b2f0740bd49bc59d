package network.cairn.deals.market;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import network.cairn.base.files.DurableFiles;
import network.cairn.ledger.api.InvalidReceipt;
import network.cairn.ledger.api.Receipts;

/// The last receipt of each own agreement, in a file of its own: the ledger forgets an agreement
/// some time after its end, its client does not. Thread-safe.
final class History {
  private final Path directory;

  History(Path directory) {
    this.directory = directory;
  }

  private Path file(long agreement) {
    return directory.resolve("agreement-" + agreement + ".receipt");
  }

  void keep(long agreement, ByteString receipt) {
    try {
      Files.createDirectories(directory);
      DurableFiles.replace(file(agreement), receipt.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException("the receipt of agreement " + agreement + " is not kept", e);
    }
  }

  /// The last receipt that was kept.
  Optional<ByteString> receipt(long agreement) {
    try {
      return Optional.of(
          ByteString.copyFrom(DurableFiles.read(file(agreement), Receipts.MAX_SIZE)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// What it says; empty if none was kept, or it is damaged.
  Optional<Receipts.Claims> last(long agreement) {
    try {
      return receipt(agreement).map(Receipts::claims);
    } catch (InvalidReceipt e) {
      return Optional.empty();
    }
  }
}
