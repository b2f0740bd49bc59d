package network.cairn.deals.market;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.List;
import network.cairn.ipld.cid.Cid;

/// Buys storage. Thread-safe, blocking; every call ends by bounds of its own.
///
/// Methods throw [MarketFailure] for what cannot be done and
/// [network.cairn.ledger.api.LedgerUnavailable] while the ledger does not answer.
public interface Market extends AutoCloseable {
  /// Names the piece below a root, asks every provider that the ledger knows and chooses. Pays
  /// nothing. All blocks below the root must be in the local store and stay there (pinned) until
  /// the copies are placed.
  PutQuote quote(Cid root, Terms terms) throws InterruptedException;

  /// Creates the agreement at exactly the quoted cost, or fails, and fills its slots. Returns when
  /// every slot has its set or no provider is left for those that have none.
  PutResult put(PutQuote quote, PutListener listener) throws InterruptedException;

  /// Fills the slots of an own agreement that are still empty.
  PutResult resume(long agreement, PutListener listener) throws InterruptedException;

  /// Waits until every live set has proven a period.
  ///
  /// @return false if the time passed before
  boolean awaitFirstProofs(long agreement, Duration timeout, PutListener listener)
      throws InterruptedException;

  AgreementStatus status(long agreement);

  /// All own agreements that the ledger still has, by id.
  List<AgreementStatus> agreements();

  /// Own agreements that keep a root, or would if their empty slots were filled: neither closed nor
  /// terminated.
  List<AgreementStatus> keeping(Cid root);

  /// A receipt that proves, without a network, what an agreement and its copies are now
  /// (docs/protocol.md §9).
  ByteString receipt(long agreement);

  /// Ends an own agreement: at most the wind-down periods are paid after it.
  void terminate(long agreement) throws InterruptedException;

  /// Ends the calls under way with [MarketFailure.Code#STOPPED], whose message says what was paid
  /// and how to go on; nothing paid is lost.
  @Override
  void close();
}
