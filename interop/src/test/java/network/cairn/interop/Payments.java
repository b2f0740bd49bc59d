package network.cairn.interop;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import network.cairn.ledger.api.LedgerClient;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.api.RemoteLedger;
import network.cairn.ledger.api.TxReceipt;
import network.cairn.ledger.api.WaitFor;
import network.cairn.ledger.genesis.LedgerHome;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.wallet.Signer;

/// Payments from the treasury one after the other, by a client that has the doors of all
/// validators, for as long as faults happen. Each is sent again, the same bytes, until it is
/// acknowledged.
final class Payments {
  static final Address RECEIVER = new Address(ByteString.copyFrom(new byte[32]));

  private static final Duration WAIT = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final long VALIDITY = 2_000;

  private final LedgerHome home;
  private final LedgerClient ledger;
  private final Map<ByteString, Long> acknowledged =
      new ConcurrentSkipListMap<>(ByteString.unsignedLexicographicalComparator());
  private final AtomicReference<Optional<Throwable>> fault =
      new AtomicReference<>(Optional.empty());
  private final Thread thread;
  private volatile boolean closed;

  /// @param folder the home with the treasury's key
  Payments(Path folder) {
    home = LedgerHome.open(folder);
    ledger = RemoteLedger.over(home.network(), InstantSource.system());
    thread = Thread.ofVirtual().start(this::run);
  }

  private void run() {
    try {
      Signer treasury = home.treasury();
      for (long nonce = 1; !closed; nonce++) {
        pay(treasury, nonce);
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      if (!closed) {
        fault.set(Optional.of(e));
      }
    }
  }

  private void pay(Signer treasury, long nonce) throws InterruptedException {
    Optional<ByteString> envelope = Optional.empty();
    while (!closed) {
      try {
        if (envelope.isEmpty()) {
          long until = ledger.status().height() + VALIDITY;
          List<Msg> transfer = List.of(new Msg.Transfer(RECEIVER, Amount.ofCairn(1)));
          envelope =
              Optional.of(
                  treasury.tx(home.network().chainRef(), 0, nonce, until, transfer).encode());
        }
        TxReceipt receipt = ledger.submit(envelope.get(), WaitFor.COMMITTED, WAIT);
        if (receipt.isCommitted()) {
          if (!receipt.isDone()) {
            throw new IllegalStateException("payment " + nonce + " failed: " + receipt.reason());
          }
          acknowledged.put(receipt.bodyId(), receipt.height());
          return;
        }
        if (receipt.isRefused() && !receipt.reason().equals("BUSY")) {
          throw new IllegalStateException("payment " + nonce + " refused: " + receipt.reason());
        }
      } catch (LedgerUnavailable e) {
        Thread.sleep(PAUSE);
      }
    }
  }

  /// Body ids and the heights at which they were acknowledged.
  ///
  /// @throws AssertionError if a payment was refused, or a server showed a fork
  Map<ByteString, Long> acknowledged() {
    fault
        .get()
        .ifPresent(e -> {
          throw new AssertionError("the payments ended: " + e.getMessage(), e);
        });
    return Map.copyOf(acknowledged);
  }

  int count() {
    return acknowledged().size();
  }

  /// Pays no more, once the payment that is under way is known or given up.
  void end() throws InterruptedException {
    closed = true;
    thread.join(Duration.ofSeconds(60));
    ledger.close();
  }
}
