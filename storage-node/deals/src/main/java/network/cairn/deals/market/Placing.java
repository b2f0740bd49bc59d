package network.cairn.deals.market;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import network.cairn.base.time.Scheduler;
import network.cairn.deals.protocol.DealAnswer;
import network.cairn.deals.protocol.DealClient;
import network.cairn.deals.protocol.FillState;
import network.cairn.deals.protocol.FillStatus;
import network.cairn.deals.protocol.RejectCode;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.api.Proved;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.records.AgreementRecord;
import network.cairn.ledger.records.SetRecord;
import network.cairn.ledger.records.Slot;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Domain;
import network.cairn.ledger.types.Intent;
import network.cairn.ledger.types.SignedIntent;

/// Fills the empty slots of one agreement, each on a thread of its own: one provider after the
/// other until the ledger proves a set.
///
/// A provider is tried for one slot only, so that none can hold two intents of an agreement; that
/// two providers hold intents for one slot is harmless, because a slot leaves EMPTY once.
final class Placing {
  private static final Duration STALL = Duration.ofSeconds(75);
  private static final Duration BLOCK_WAIT = Duration.ofSeconds(2);
  private static final Duration RETRY = Duration.ofMillis(500);
  private static final int BUSY_RETRIES = 20;

  /// How long a provider that cannot be reached any more is waited for: as long as it may take to
  /// start anew.
  private static final Duration LOST = Duration.ofSeconds(5);

  private final MarketParts parts;
  private final DealClient deals;
  private final Pieces pieces;
  private final Journal journal;
  private final AgreementRecord agreement;
  private final PieceCid piece;
  private final PutListener listener;
  private final Object lock = new Object();
  private final Map<Integer, Offer> first = new HashMap<>();
  private final Deque<Offer> spare = new ArrayDeque<>();
  private final Set<Address> usedPayouts = new HashSet<>();
  private final List<String> problems = new ArrayList<>();

  /// @param paid the agreement as it stands on the ledger: intents are signed over nothing else
  Placing(
      MarketParts parts,
      DealClient deals,
      Pieces pieces,
      Journal journal,
      Proved<AgreementRecord> paid,
      PutListener listener) {
    this.parts = parts;
    this.deals = deals;
    this.pieces = pieces;
    this.journal = journal;
    this.agreement = paid.value();
    this.piece = PieceCid.decode(paid.value().piece().toByteArray());
    this.listener = listener;
  }

  /// An attempt that failed; another provider may do.
  private static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refusal(String why) {
      super(why);
    }
  }

  /// Tries the chosen provider of a slot first, then spare ones.
  ///
  /// @param chosen by slot
  /// @param others best first
  /// @return why slots stayed empty
  List<String> fill(Map<Integer, Offer> chosen, List<Offer> others) throws InterruptedException {
    synchronized (lock) {
      first.putAll(chosen);
      chosen.values().forEach(offer -> usedPayouts.add(offer.payout()));
      spare.addAll(others);
    }
    List<Scheduler.Task> tasks = new ArrayList<>();
    for (int slot = 0; slot < agreement.slots().size(); slot++) {
      if (agreement.slots().get(slot).state() == Slot.State.EMPTY) {
        int number = slot;
        tasks.add(parts.scheduler().start("place", () -> place(number)));
      }
    }
    try {
      for (Scheduler.Task task : tasks) {
        task.join();
      }
    } catch (InterruptedException e) {
      tasks.forEach(Scheduler.Task::interrupt);
      for (Scheduler.Task task : tasks) {
        task.join();
      }
      throw e;
    }
    synchronized (lock) {
      return List.copyOf(problems);
    }
  }

  private void place(int slot) {
    String last = "no provider is left to ask";
    try {
      for (Optional<Offer> next = next(slot); next.isPresent(); next = next(slot)) {
        Offer offer = next.get();
        try {
          attempt(slot, offer);
          return;
        } catch (Refusal | IOException e) {
          last = "provider " + offer.provider() + ": " + e.getMessage();
          tell(
              new PutListener.Progress.Refused(
                  slot, offer.provider(), String.valueOf(e.getMessage())));
        }
      }
    } catch (LedgerUnavailable e) {
      last = String.valueOf(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      last = "interrupted";
    }
    synchronized (lock) {
      problems.add("slot " + slot + ": " + last);
    }
  }

  private void tell(PutListener.Progress progress) {
    synchronized (listener) {
      listener.on(progress);
    }
  }

  private Optional<Offer> next(int slot) {
    synchronized (lock) {
      Offer own = first.remove(slot);
      if (own != null) {
        return Optional.of(own);
      }
      while (!spare.isEmpty()) {
        Offer offer = spare.removeFirst();
        if (usedPayouts.add(offer.payout())) {
          return Optional.of(offer);
        }
      }
      return Optional.empty();
    }
  }

  private void attempt(int slot, Offer offer) throws IOException, InterruptedException {
    SignedIntent intent = intent(slot, offer);
    journal.give(agreement.id(), intent, offer.peer());
    pieces.grant(piece, offer.peer());
    try {
      propose(intent, offer);
      tell(new PutListener.Progress.Taken(slot, offer.provider()));
      follow(slot, intent, offer);
    } finally {
      pieces.revoke(piece, offer.peer());
    }
  }

  /// The intent given to this provider before, or a new one.
  private SignedIntent intent(int slot, Offer offer) {
    for (Journal.Given given : journal.intents(agreement.id())) {
      Intent before = Intent.decode(given.intent().body());
      if (before.slot() == slot
          && before.provider().equals(offer.provider())
          && before.price().compareTo(offer.price()) >= 0) {
        return given.intent();
      }
    }
    ByteString body =
        new Intent(
                parts.chain().chainRef(),
                agreement.id(),
                slot,
                offer.provider(),
                agreement.piece(),
                offer.price(),
                agreement.collateral(),
                agreement.fillUntil())
            .encode();
    return new SignedIntent(body, parts.sender().signer().sign(Domain.INTENT.signBytes(body)));
  }

  private void propose(SignedIntent intent, Offer offer) throws IOException, InterruptedException {
    for (int left = BUSY_RETRIES; ; left--) {
      Asking.connect(parts.host(), offer.peer(), offer.addresses());
      if (isTaken(intent, offer, left == 0)) {
        return;
      }
      parts.chain().awaitHeight(parts.chain().head().height() + 1, BLOCK_WAIT);
      parts.scheduler().sleep(RETRY);
    }
  }

  /// Whether the provider takes the intent; false if it may do so in a moment.
  private boolean isTaken(SignedIntent intent, Offer offer, boolean last)
      throws IOException, InterruptedException {
    try {
      return switch (deals.propose(offer.peer(), intent)) {
        case DealAnswer.Taken _ -> true;
        case DealAnswer.Rejected(RejectCode code, String detail) -> {
          if (last || !isWorthWaiting(code)) {
            throw new Refusal(code + ": " + detail);
          }
          yield false;
        }
      };
    } catch (IOException e) {
      // The connection may have been dead already: a new one tells.
      if (last) {
        throw e;
      }
      return false;
    }
  }

  /// The provider may lag a block behind, or be busy for a moment.
  private static boolean isWorthWaiting(RejectCode code) {
    return code == RejectCode.BUSY
        || code == RejectCode.LEDGER_UNAVAILABLE
        || code == RejectCode.WRONG_SLOT;
  }

  /// Waits until the ledger proves that the slot has a set, as long as the provider gets on.
  private void follow(int slot, SignedIntent intent, Offer offer)
      throws IOException, InterruptedException {
    ByteString hash = ByteString.copyFrom(Domain.INTENT.bodyHash(intent.body()));
    long bytes = -1;
    long progressAt = parts.scheduler().nanoTime();
    FillState state = FillState.UNKNOWN;
    long seenAt = progressAt;
    while (true) {
      Optional<Head> head = head();
      if (head.isPresent() && isFilled(head.get(), slot)) {
        return;
      }
      if (head.isPresent() && head.get().height() > agreement.fillUntil()) {
        throw new Refusal("the time for filling is over");
      }
      FillStatus status;
      try {
        status = status(intent, offer, hash);
        seenAt = parts.scheduler().nanoTime();
      } catch (IOException e) {
        if (parts.scheduler().nanoTime() - seenAt > LOST.toNanos()) {
          throw new Refusal("its connection is lost: " + e.getMessage());
        }
        status = FillStatus.UNKNOWN;
      }
      if (status.state() == FillState.FAILED) {
        throw new Refusal(status.reason());
      }
      if (status.bytes() > bytes || status.state() != state) {
        progressAt = parts.scheduler().nanoTime();
        bytes = Math.max(bytes, status.bytes());
        state = status.state();
        if (state == FillState.PULLING) {
          tell(new PutListener.Progress.Pulling(slot, offer.provider(), bytes, piece.rawSize()));
        }
      }
      if (head.isPresent() && parts.scheduler().nanoTime() - progressAt > STALL.toNanos()) {
        throw new Refusal("no progress for " + STALL.toSeconds() + " s");
      }
      await(head);
    }
  }

  private Optional<Head> head() {
    try {
      return Optional.of(parts.chain().head());
    } catch (LedgerUnavailable e) {
      return Optional.empty();
    }
  }

  private void await(Optional<Head> head) throws InterruptedException {
    if (head.isEmpty()) {
      parts.scheduler().sleep(BLOCK_WAIT);
      return;
    }
    try {
      parts.chain().awaitHeight(head.get().height() + 1, BLOCK_WAIT);
    } catch (LedgerUnavailable e) {
      parts.scheduler().sleep(BLOCK_WAIT);
    }
  }

  /// What the provider says; a broken connection, or a provider that forgot, gets the proposal
  /// again.
  ///
  /// @throws IOException if it cannot be reached any more
  private FillStatus status(SignedIntent intent, Offer offer, ByteString hash)
      throws IOException, InterruptedException {
    Asking.connect(parts.host(), offer.peer(), offer.addresses());
    try {
      FillStatus status = deals.status(offer.peer(), hash);
      if (status.state() == FillState.WAITING || status.state() == FillState.UNKNOWN) {
        if (deals.propose(offer.peer(), intent)
                instanceof DealAnswer.Rejected(RejectCode code, String detail)
            && !isWorthWaiting(code)) {
          throw new Refusal(code + ": " + detail);
        }
      }
      return status;
    } catch (IOException e) {
      return FillStatus.UNKNOWN;
    }
  }

  private boolean isFilled(Head head, int slot) {
    Optional<AgreementRecord> now = head.state().agreement(agreement.id());
    if (now.isEmpty()) {
      return false;
    }
    Slot current = now.get().slots().get(slot);
    if (current.state() == Slot.State.EMPTY) {
      return false;
    }
    if (current.state() != Slot.State.SET) {
      throw new Refusal("the slot is " + current.state() + " already");
    }
    SetRecord set = head.state().set(current.id()).orElseThrow();
    tell(
        new PutListener.Progress.Opened(
            slot,
            set.provider(),
            set.id(),
            head.state().params(set).deadline(set.openedHeight(), 1),
            head.heights()));
    return true;
  }
}
