package network.cairn.deals.market;

import com.google.protobuf.ByteString;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import network.cairn.ipld.cid.Cid;
import network.cairn.ledger.api.Proved;
import network.cairn.ledger.api.Receipts;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.records.AgreementRecord;

/// The agreements of this node's wallet: what the ledger says of them, or said last, with what this
/// node alone knows; and their receipts. Thread-safe.
final class OwnAgreements {
  private static final int MOST = 10_000;

  private final MarketParts parts;
  private final Journal journal;
  private final History history;
  private final Search search;
  private final Placements placements;

  OwnAgreements(MarketParts parts, Journal journal, Placements placements) {
    this.parts = parts;
    this.journal = journal;
    this.placements = placements;
    this.history = new History(parts.repo().home().resolve("market").resolve("receipts"));
    this.search = new Search(parts.sender().validity());
  }

  /// A transaction was sent, and it is not known what became of it: own agreements are searched for
  /// again.
  void searchAgain() {
    search.again();
  }

  /// Keeps that an agreement is this wallet's. One that the disk does not take is searched for
  /// until it does: it is paid, and nobody may buy it again unseen.
  void remember(long id, ByteString root, ByteString piece) {
    try {
      journal.add(id, root, piece);
    } catch (UncheckedIOException e) {
      searchAgain();
      MarketLog.fault(id, e);
    }
  }

  /// An own agreement, as the ledger has it at a head.
  ///
  /// @throws MarketFailure if the ledger has none of this number, or it is another wallet's
  Proved<AgreementRecord> get(Head head, long id) {
    Proved<AgreementRecord> agreement =
        head.find(state -> state.agreement(id)).orElseThrow(() -> unknown(head, id));
    if (!agreement.value().client().equals(parts.sender().address())) {
      throw new MarketFailure(
          MarketFailure.Code.NOT_OURS, "agreement " + id + " belongs to another wallet");
    }
    return agreement;
  }

  AgreementStatus status(long agreement) {
    Head head = parts.chain().head();
    return known(head, agreement).orElseThrow(() -> unknown(head, agreement));
  }

  private MarketFailure unknown(Head head, long id) {
    if (history.last(id).isPresent()) {
      return new MarketFailure(
          MarketFailure.Code.ENDED,
          "agreement "
              + id
              + " has ended, and the ledger keeps it no longer; 'cairn status "
              + id
              + "' shows what it last was");
    }
    return new MarketFailure(
        MarketFailure.Code.UNKNOWN_AGREEMENT,
        "the ledger has no agreement " + id + " at height " + head.height());
  }

  /// What the ledger says of an agreement, or said last.
  private Optional<AgreementStatus> known(Head head, long id) {
    return head.state()
        .agreement(id)
        .map(record -> told(StatusReader.read(head, record)))
        .or(() -> history.last(id).map(StatusReader::read));
  }

  /// With what this node knows of empty copies.
  private AgreementStatus told(AgreementStatus status) {
    boolean filling = placements.under().contains(status.id());
    return status.with(
        status.slots().stream()
            .map(slot ->
                slot.state().isEmpty()
                    ? slot.told(
                        filling ? SlotStatus.State.FILLING : SlotStatus.State.EMPTY,
                        journal.refusalOf(status.id(), slot.slot()))
                    : slot)
            .toList());
  }

  /// Their numbers, in ascending order.
  NavigableSet<Long> ids() {
    return ids(parts.chain().head(), _ -> true);
  }

  /// The newest of those with lower numbers than one, by ascending number: as the ledger has them,
  /// or as it last had them.
  ///
  /// @param most of them
  List<AgreementStatus> page(long before, int most) {
    Head head = parts.chain().head();
    List<AgreementStatus> page = new ArrayList<>();
    for (long id : ids(head, _ -> true).headSet(before, false).descendingSet()) {
      if (page.size() == most) {
        break;
      }
      ownOrLast(head, id).ifPresent(page::add);
    }
    return page.reversed();
  }

  /// Those that keep a root and have not ended.
  List<AgreementStatus> keeping(Cid root) {
    Head head = parts.chain().head();
    ByteString name = ByteString.copyFrom(root.bytes());
    Set<Long> ids = ids(head, own -> own.root().equals(name) || own.root().isEmpty());
    return ids.stream()
        .flatMap(id -> now(head, id).stream())
        .filter(status -> status.root().equals(root))
        .filter(status -> status.terminatedHeight() == 0 && status.closedHeight() == 0)
        .toList();
  }

  /// Of own agreements: those of the journal that are wanted, and what the journal lacks.
  private NavigableSet<Long> ids(Head head, Predicate<Journal.Own> wanted) {
    NavigableSet<Long> ids = new TreeSet<>();
    journal.list().stream().filter(wanted).forEach(own -> ids.add(own.id()));
    // Only what a crash or a lost home kept from the journal has to be searched for.
    if (search.isDue(head.height())) {
      ids.addAll(parts.chain().agreementsOf(parts.sender().address(), MOST));
      search.done(head.height());
    }
    return ids;
  }

  /// What the ledger has of an agreement now, if it has it and it is this wallet's.
  Optional<AgreementStatus> now(long id) {
    return now(parts.chain().head(), id);
  }

  private Optional<AgreementStatus> now(Head head, long id) {
    Optional<AgreementRecord> record =
        head.state().agreement(id).filter(a -> a.client().equals(parts.sender().address()));
    record.ifPresent(a -> remember(id, a.root(), a.piece()));
    return record.map(a -> told(StatusReader.read(head, a)));
  }

  private Optional<AgreementStatus> ownOrLast(Head head, long id) {
    return head.state().agreement(id).isPresent()
        ? now(head, id)
        : history.last(id).map(StatusReader::read);
  }

  /// A new receipt; the one that was kept last where the ledger has forgotten the agreement.
  ByteString receipt(long agreement) {
    ByteString receipt =
        parts
            .chain()
            .receipt(agreement)
            .or(() -> history.receipt(agreement))
            .orElseThrow(() ->
                new MarketFailure(
                    MarketFailure.Code.UNKNOWN_AGREEMENT,
                    "the ledger has no agreement " + agreement));
    MarketLog.say("receipt of agreement " + agreement + " made");
    return receipt;
  }

  Optional<ByteString> keptReceipt(long agreement) {
    return history.receipt(agreement);
  }

  /// Kept anew after each period, and once when it is closed. What is placed is placed, also where
  /// the disk has no room for its receipt.
  void keepReceipt(AgreementStatus status) {
    boolean known = history.last(status.id()).filter(last -> isFresh(last, status)).isPresent();
    if (known) {
      return;
    }
    Optional<ByteString> receipt = parts.chain().receipt(status.id());
    try {
      receipt.ifPresent(bytes -> history.keep(status.id(), bytes));
    } catch (UncheckedIOException e) {
      MarketLog.fault(status.id(), e);
    }
  }

  private static boolean isFresh(Receipts.Claims last, AgreementStatus now) {
    if (now.closedHeight() > 0) {
      return last.agreement().closedHeight() > 0;
    }
    return now.heights().until(last.height()).negated().compareTo(now.period()) < 0;
  }
}
