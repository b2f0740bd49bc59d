package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import network.cairn.ledger.proof.Multiproof;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Params;
import network.cairn.proto.ledger.AgreementRecord;
import network.cairn.proto.ledger.EventKind;
import network.cairn.proto.ledger.SetRecord;
import network.cairn.proto.ledger.TicketRecord;

/// Reserving, completing and missing repairs (docs/protocol.md §6).
final class Repairs {
  private static final int LAPSE_PERCENT = 5;

  private Repairs() {}

  static void reserve(Draft draft, Address payer, long id) {
    Preconditions.Repairing repairing = draft.preconditions().requireRepairing(payer, id);
    TicketRecord.Builder ticket = repairing.ticket().toBuilder();
    long due = draft.params(ticket.getTerms()).reservationEnd(repairing.seedHeight());
    Providers.reserve(draft, repairing.provider(), Money.of(ticket.getCollateral()));
    Calendar.add(draft, due, Calendar.RESERVATION, id);
    draft.put(ticket.setReservedBy(payer.bytes()).setSeedHeight(repairing.seedHeight()).build());
    event(draft, EventKind.TICKET_RESERVED, ticket, payer.bytes(), BigInteger.ZERO);
  }

  static long complete(Draft draft, Address payer, Msg.CompleteRepair complete) {
    Preconditions preconditions = draft.preconditions();
    TicketRecord ticket = preconditions.requireTicket(complete.ticket());
    Params params = draft.params(ticket.getTerms());
    long end = params.reservationEnd(ticket.getSeedHeight());
    Rejected.unless(
        ticket.getReservedBy().equals(payer.bytes()),
        Reason.NOT_PERMITTED,
        "the payer has not reserved the ticket");
    Rejected.unless(
        draft.height() > ticket.getSeedHeight(),
        Reason.TOO_EARLY,
        "the proof's seed is of height " + ticket.getSeedHeight());
    Rejected.unless(
        draft.height() <= end, Reason.TOO_LATE, "the reservation ended at height " + end);
    AgreementRecord.Builder agreement =
        draft.agreement(ticket.getAgreement()).orElseThrow().toBuilder();
    requireProof(draft, ticket, complete.proof());
    preconditions.requireDueRoom(ticket.getTerms());
    Tickets.delete(draft, ticket);
    Calendar.remove(draft, end, Calendar.RESERVATION, ticket.getId());
    long periods = (ticket.getExpiryHeight() - draft.height()) / params.period();
    if (agreement.getTerminatedHeight() != 0) {
      periods = Math.min(periods, params.windDown());
    }
    BigInteger escrow = Money.of(ticket.getRate()).multiply(BigInteger.valueOf(periods));
    draft.credit(agreement.getClient(), Money.of(ticket.getEscrow()).subtract(escrow));
    SetRecord.Builder set =
        SetRecord.newBuilder()
            .setEndPeriod(periods)
            .setRate(ticket.getRate())
            .setEscrow(Money.bytes(escrow))
            .setCollateral(ticket.getCollateral())
            .setBounty(ticket.getPot())
            .setBountyAfter(Math.min(params.bountyHold(), periods));
    event(draft, EventKind.REPAIR_COMPLETED, ticket.toBuilder(), payer.bytes(), BigInteger.ZERO);
    return Sets.begin(draft, agreement, ticket.getSlot(), payer, set);
  }

  private static void requireProof(Draft draft, TicketRecord ticket, ByteString entry) {
    Rejected.unless(
        entry.size() >= 2 * Long.BYTES, Reason.BAD_PROOF, "the proof has no set and period");
    ByteBuffer in = entry.asReadOnlyByteBuffer();
    long set = in.getLong();
    long period = in.getLong();
    boolean named = set == ticket.getId() && period == 0;
    PieceCid piece = PieceCid.decode(ticket.getPiece().toByteArray());
    long[] indices =
        Preconditions.challenge(ticket)
            .indices(
                draft.block().chainRef(),
                draft.beacon(ticket.getSeedHeight()).orElseThrow().getValue());
    Rejected.unless(
        named && Multiproof.verify(piece, indices, in), Reason.BAD_PROOF, "the proof is false");
  }

  /// A reservation that was not completed: it costs, unless the chain itself ran badly.
  static void lapse(Draft draft, long id) {
    TicketRecord.Builder ticket = draft.ticket(id).orElseThrow().toBuilder();
    AgreementRecord.Builder agreement =
        draft.agreement(ticket.getAgreement()).orElseThrow().toBuilder();
    BigInteger collateral = Money.of(ticket.getCollateral());
    ByteString reserver = ticket.getReservedBy();
    Params params = draft.params(ticket.getTerms());
    long end = params.reservationEnd(ticket.getSeedHeight());
    boolean charged = draft.block().windows().isHealthy(draft, params.window(), end).orElse(false);
    BigInteger cost = charged ? Formulas.percent(collateral, LAPSE_PERCENT) : BigInteger.ZERO;
    Providers.release(draft, reserver, collateral, cost);
    draft.payRepairFund(cost);
    if (charged) {
      Slots.bar(agreement, reserver);
    }
    draft.put(ticket.setReservedBy(ByteString.EMPTY).setSeedHeight(0).build());
    event(draft, EventKind.RESERVATION_EXPIRED, ticket, reserver, cost);
    if (agreement.getTerminatedHeight() != 0) {
      Tickets.close(draft, agreement, ticket.getSlot());
    }
    Slots.settle(draft, agreement);
  }

  private static void event(
      Draft draft,
      EventKind kind,
      TicketRecord.Builder ticket,
      ByteString account,
      BigInteger amount) {
    draft.event(
        kind,
        event ->
            event
                .setAccount(account)
                .setAgreement(ticket.getAgreement())
                .setSlot(ticket.getSlot())
                .setTicket(ticket.getId())
                .setAmount(Money.bytes(amount)));
  }
}
