package network.cairn.deals.market;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import network.cairn.ipld.cid.Cid;
import network.cairn.ledger.types.Address;

/// Buys storage. Thread-safe, blocking; every call ends by bounds of its own.
///
/// Methods throw [MarketFailure] for what cannot be done and
/// [network.cairn.ledger.api.LedgerUnavailable] while the ledger does not answer.
public interface Market extends AutoCloseable {
  /// Names the piece below a root, asks every provider that the ledger knows and chooses. Pays
  /// nothing. All blocks below the root must be in the local store and stay there (pinned) until
  /// the copies are placed.
  PutQuote quote(Cid root, Terms terms) throws InterruptedException;

  /// The providers that the ledger names, by address, each asked what it offers now.
  ///
  /// @param wanted empty for all
  List<ProviderListing> providers(Set<Address> wanted) throws InterruptedException;

  /// Creates the agreement at exactly the quoted cost, or fails, and fills its slots. Returns when
  /// every slot has its set or no provider is left for those that have none. Once it is paid, it is
  /// filled also if the caller is interrupted or `listener` fails.
  PutResult put(PutQuote quote, PutListener listener) throws InterruptedException;

  /// Fills the slots of an own agreement that are still empty.
  PutResult resume(long agreement, PutListener listener) throws InterruptedException;

  /// Waits until every live set has proven a period.
  ///
  /// @return false if the time passed before
  boolean awaitFirstProofs(long agreement, Duration timeout, PutListener listener)
      throws InterruptedException;

  /// An agreement as the ledger has it, or, of those that this node looked after, as it last had
  /// it.
  AgreementStatus status(long agreement);

  /// Own agreements, the newest, by ascending id: as the ledger has them, or as it last had them.
  ///
  /// @param before only of lower ids
  /// @param most of them, above 0
  List<AgreementStatus> agreements(long before, int most);

  /// Own agreements that keep a root, or would if their empty slots were filled: neither closed nor
  /// terminated.
  List<AgreementStatus> keeping(Cid root);

  /// A receipt that proves, without a network, what an agreement and its copies are now
  /// (docs/protocol.md §9).
  ByteString receipt(long agreement);

  /// The last receipt that this node kept of an agreement, which the ledger may have forgotten.
  Optional<ByteString> keptReceipt(long agreement);

  /// What ending an own agreement now would cost, and bring back.
  Ending ending(long agreement);

  /// Ends an own agreement: at most the wind-down periods are paid after it.
  void terminate(long agreement) throws InterruptedException;

  /// Ends the calls under way with [MarketFailure.Code#STOPPED], whose message says what was paid
  /// and how to go on; nothing paid is lost.
  @Override
  void close();
}
