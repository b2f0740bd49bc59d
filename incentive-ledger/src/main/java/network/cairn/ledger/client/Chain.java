package network.cairn.ledger.client;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import network.cairn.ledger.api.BlockTxs;
import network.cairn.ledger.api.EventFilter;
import network.cairn.ledger.api.Proved;
import network.cairn.ledger.records.Event;
import network.cairn.ledger.rules.Reason;
import network.cairn.ledger.types.Address;

/// A ledger, near or far. Every answer of [#head] and [#outcome] is proved under its header; scans,
/// events and what a submission is told are hints. Thread-safe, blocking; each call ends within a
/// bound of its own.
///
/// Every method throws [LedgerUnavailable] when the ledger does not answer or proves nothing.
public interface Chain {
  /// What every signature names, 32 bytes.
  ByteString chainRef();

  /// How far this machine's clock is ahead of the ledger's, below 0 behind; empty if nothing is
  /// known of it.
  default Optional<Duration> clockAhead() {
    return Optional.empty();
  }

  /// The newest proved state; all reads through one head are of its height.
  Head head();

  /// Waits until the newest proved height is at least `height`.
  ///
  /// @return false if the time passed before
  boolean awaitHeight(long height, Duration timeout) throws InterruptedException;

  /// Sends a signed transaction and waits until the ledger says that a block holds it, or the time
  /// has passed: what became of it, [#outcome] tells.
  ///
  /// @return hint: why the ledger did not take it, if it says so; it may count nevertheless
  Optional<Refusal> submit(ByteString signedTx, Duration timeout) throws InterruptedException;

  /// What became of a transaction.
  ///
  /// @return empty if the ledger shows no block that has it, which proves nothing
  Optional<Proved<Outcome>> outcome(ByteString signedTx);

  /// Hint: the operators of all providers, at most `limit`.
  List<Address> providers(int limit);

  /// Hint: ids of all tickets, at most `limit`.
  List<Long> tickets(int limit);

  /// Hint: ids of the live sets of a provider, at most `limit`.
  List<Long> setsOf(Address provider, int limit);

  /// Hint: ids of a client's agreements, at most `limit`.
  List<Long> agreementsOf(Address client, int limit);

  /// Hint: agreements of everybody by rising id, the first whose id is above `after`.
  AgreementPage agreements(long after);

  /// Hint: of what happened after a place, in order, some at least once.
  EventPage events(Cursor after, EventFilter filter);

  /// Hint: the transactions of the block of a height; empty if the ledger shows none.
  default Optional<BlockTxs> block(long height) {
    return Optional.empty();
  }

  /// A proof for others of what an agreement and its sets are now (docs/protocol.md §9); empty if
  /// the ledger has no such agreement.
  Optional<ByteString> receipt(long agreement);

  /// What a ledger says when it does not take a transaction.
  ///
  /// @param detail for people, without the reason's name; may be empty
  record Refusal(Reason reason, String detail) {}

  /// An agreement's id and the CID that it keeps.
  record NamedRoot(long agreement, ByteString root) {}

  /// Some agreements.
  ///
  /// @param last the highest id that was looked at: where to go on
  /// @param more whether others follow
  record AgreementPage(List<NamedRoot> agreements, long last, boolean more) {
    public AgreementPage {
      agreements = List.copyOf(agreements);
    }
  }

  /// A place in the order of events: everything up to and with it is known.
  record Cursor(long height, int index) {}

  /// An event and where it is said to be.
  record Seen(Cursor at, Event event) {}

  /// Some events; none if there are none yet.
  ///
  /// @param next where to go on; hint as they are
  record EventPage(List<Seen> events, Cursor next) {
    public EventPage {
      events = List.copyOf(events);
    }
  }
}
