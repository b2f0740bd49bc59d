package network.cairn.deals.market;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import network.cairn.deals.protocol.DealClient;
import network.cairn.ipld.cid.Cid;
import network.cairn.ledger.api.Proved;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.records.AgreementRecord;
import network.cairn.ledger.records.Slot;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;

/// Fills the slots of own agreements with the copies of providers, and waits for their first
/// proofs. Thread-safe.
final class Filling {
  private final MarketParts parts;
  private final DealClient deals;
  private final Pieces pieces;
  private final Journal journal;
  private final Asking asking;
  private final OwnAgreements own;
  private final Placements placements;

  Filling(
      MarketParts parts,
      DealClient deals,
      Pieces pieces,
      Journal journal,
      Asking asking,
      OwnAgreements own,
      Placements placements) {
    this.parts = parts;
    this.deals = deals;
    this.pieces = pieces;
    this.journal = journal;
    this.asking = asking;
    this.own = own;
    this.placements = placements;
  }

  /// Places the copies of an agreement that was just paid, with the providers of its quote.
  PutResult first(long id, PutQuote quote, PutListener listener) throws InterruptedException {
    Map<Integer, Offer> chosen = new HashMap<>();
    for (int slot = 0; slot < quote.chosen().size(); slot++) {
      chosen.put(slot, quote.chosen().get(slot));
    }
    Proved<AgreementRecord> agreement = own.get(parts.chain().head(), id);
    return placements.run(id, listener, to -> place(agreement, chosen, quote.spare(), to));
  }

  /// Places the copies that are still empty, or waits for the placing that runs.
  ///
  /// @throws MarketFailure if nothing of the agreement can be placed any more
  PutResult rest(long id, PutListener listener) throws InterruptedException {
    return placements.run(id, listener, told -> fillRest(id, told));
  }

  private PutResult place(
      Proved<AgreementRecord> agreement,
      Map<Integer, Offer> chosen,
      List<Offer> spare,
      PutListener listener)
      throws InterruptedException {
    long id = agreement.value().id();
    PutListener told = MarketLog.around(id, remembering(id, listener));
    Placing placing = new Placing(parts, deals, pieces, journal, agreement, told);
    List<String> problems = placing.fill(chosen, spare);
    problems.forEach(problem -> MarketLog.say("not placed: " + problem));
    AgreementStatus status = own.status(id);
    own.keepReceipt(status);
    long due =
        status.slots().stream()
            .filter(slot -> slot.state() == SlotStatus.State.LIVE && slot.proven() == 0)
            .mapToLong(SlotStatus::deadline)
            .max()
            .orElse(0);
    return new PutResult(status, problems, due);
  }

  /// Remembers who refused a slot and why, until somebody takes it.
  private PutListener remembering(long id, PutListener listener) {
    return progress -> {
      switch (progress) {
        case PutListener.Progress.Refused(int slot, Address provider, String reason) ->
            journal.refused(id, slot, provider, reason);
        case PutListener.Progress.Opened opened -> journal.filled(id, opened.slot());
        case PutListener.Progress.Created _,
            PutListener.Progress.Taken _,
            PutListener.Progress.Pulling _,
            PutListener.Progress.Proven _ -> {}
      }
      listener.on(progress);
    };
  }

  private PutResult fillRest(long id, PutListener listener) throws InterruptedException {
    Head head = parts.chain().head();
    Proved<AgreementRecord> proved = own.get(head, id);
    AgreementRecord agreement = proved.value();
    own.remember(id, agreement.root(), agreement.piece());
    requireOpen(head, agreement);
    if (agreement.slots().stream().noneMatch(s -> s.state() == Slot.State.EMPTY)) {
      return place(proved, Map.of(), List.of(), listener);
    }
    Cid root = Cid.decode(agreement.root().toByteArray());
    PieceCid piece = pieces.of(root);
    if (!ByteString.copyFrom(piece.encode()).equals(agreement.piece())) {
      throw new MarketFailure(
          MarketFailure.Code.NOT_A_PIECE, "the DAG of " + root + " is not the agreement's piece");
    }
    Amount ceiling = agreement.ceiling();
    Terms terms =
        new Terms(
            agreement.slots().size(),
            Duration.ofDays(1),
            Optional.of(ceiling),
            agreement.multiplier(),
            unwanted(head, agreement));
    List<Offer> offers = asking.ask(head, piece, terms, agreement.term()).offers();
    Map<Integer, Offer> chosen = before(agreement, offers);
    List<Offer> others = new ArrayList<>(offers);
    others.removeAll(chosen.values());
    List<Offer> ranked = new ArrayList<>();
    Choice.Ranking ranking = Choice.rank(others, agreement.slots().size());
    ranked.addAll(ranking.chosen());
    ranked.addAll(ranking.spare());
    return place(proved, chosen, ranked, listener);
  }

  /// Nothing of an agreement that is over is placed any more.
  static void requireOpen(Head head, AgreementRecord agreement) {
    String when = "agreement " + agreement.id();
    if (agreement.closedHeight() > 0) {
      throw new MarketFailure(
          MarketFailure.Code.ENDED,
          when
              + " ended "
              + head.heights().text(agreement.closedHeight())
              + "; nothing of it can be placed. Buy a new one with 'cairn put'");
    }
    if (agreement.terminatedHeight() > 0) {
      throw new MarketFailure(
          MarketFailure.Code.ENDED,
          when
              + " was ended by you "
              + head.heights().text(agreement.terminatedHeight())
              + "; nothing of it can be placed any more");
    }
    if (!agreement.has(Slot.State.EMPTY)
        && StatusReader.read(head, agreement).slots().stream()
            .anyMatch(slot -> slot.state() == SlotStatus.State.UNFILLED)) {
      throw new MarketFailure(
          MarketFailure.Code.ENDED,
          "the time to place copies of "
              + when
              + " was over "
              + head.heights().text(agreement.fillUntil())
              + "; the rent of those that nobody took came back. Buy more with 'cairn put"
              + " --again'");
    }
  }

  /// Who must not get another slot.
  private static Set<Address> unwanted(Head head, AgreementRecord agreement) {
    Set<Address> unwanted = Holders.of(head, agreement);
    unwanted.addAll(agreement.barred());
    return unwanted;
  }

  /// Providers that hold an intent for an empty slot go first with that slot, and never get
  /// another.
  private Map<Integer, Offer> before(AgreementRecord agreement, List<Offer> offers) {
    Map<Integer, Offer> chosen = new HashMap<>();
    for (Journal.Given given : journal.intents(agreement.id())) {
      network.cairn.ledger.types.Intent intent =
          network.cairn.ledger.types.Intent.decode(given.intent().body());
      int slot = (int) intent.slot();
      if (agreement.slots().get(slot).state() == Slot.State.EMPTY) {
        offers.stream()
            .filter(offer -> offer.provider().equals(intent.provider()))
            .findFirst()
            .ifPresent(offer -> chosen.put(slot, offer));
      }
    }
    return chosen;
  }

  /// Waits for the first proofs of all copies that somebody keeps; false when the time is over.
  boolean firstProofs(long agreement, Duration timeout, PutListener listener)
      throws InterruptedException {
    long deadline = parts.scheduler().nanoTime() + timeout.toNanos();
    Set<Long> told = new HashSet<>();
    while (true) {
      AgreementStatus status = own.status(agreement);
      List<SlotStatus> live =
          status.slots().stream().filter(slot -> slot.state() == SlotStatus.State.LIVE).toList();
      for (SlotStatus slot : live) {
        if (slot.proven() > 0 && told.add(slot.set())) {
          listener.on(new PutListener.Progress.Proven(slot.slot(), slot.set()));
        }
      }
      if (live.stream().allMatch(slot -> slot.proven() > 0)) {
        return !live.isEmpty();
      }
      long left = deadline - parts.scheduler().nanoTime();
      if (left <= 0) {
        return false;
      }
      parts.chain().awaitHeight(status.height() + 1, Duration.ofNanos(left));
    }
  }
}
