package network.cairn.deals.provider;

import com.google.protobuf.ByteString;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import network.cairn.base.units.ByteSize;
import network.cairn.deals.protocol.RejectCode;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Ask;
import network.cairn.ledger.types.Domain;
import network.cairn.ledger.types.SignedAsk;
import network.cairn.ledger.types.SignedIntent;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.store.repo.Repository;

/// What new deals are taken, at which terms, and what room is left for them. Thread-safe.
final class Intake {
  private static final int LINES_A_MINUTE = 20;

  /// The part of the bytes whose sets are not open that one client may have, beside one piece.
  private static final int SHARE = 4;

  private final Context context;
  private final Repository repo;
  private final Quoted quoted;
  private final FewLines asked;
  private volatile boolean taking = true;
  private volatile boolean closed;

  Intake(Context context, Repository repo) {
    this.context = context;
    this.repo = repo;
    this.quoted = new Quoted(repo.state());
    this.asked = new FewLines(context.scheduler(), LINES_A_MINUTE, context.warnings()::note);
  }

  void taking(boolean now) {
    taking = now;
  }

  boolean isTaking() {
    return taking && !closed;
  }

  /// Takes nothing from now on, for good.
  void close() {
    closed = true;
  }

  /// A signed ask; empty while no deal would be taken, or the ledger is away.
  Optional<SignedAsk> ask(PeerId peer) {
    Optional<Refusal> refusal = refusal();
    if (refusal.isPresent()) {
      asked.say("quoted nothing to peer " + peer + ": " + refusal.get().why());
      return Optional.empty();
    }
    long height;
    try {
      height = context.chain().head().height();
    } catch (LedgerUnavailable e) {
      return Optional.empty();
    }
    ProviderConfig config = context.config();
    Ask ask =
        new Ask(
            context.chain().chainRef(),
            context.sender().address(),
            config.price(),
            config.minBytes(),
            Math.min(config.maxBytes(), room(config)),
            config.maxTerm(),
            config.maxMultiplier(),
            height + config.askBlocks());
    try {
      quoted.add(config, height, ask);
    } catch (UncheckedIOException e) {
      asked.say("quoted nothing to peer " + peer + ": " + e.getMessage());
      return Optional.empty();
    }
    ByteString body = ask.encode();
    asked.say("quoted " + Said.price(config.price()) + " to peer " + peer);
    return Optional.of(
        new SignedAsk(body, context.sender().signer().sign(Domain.ASK.signBytes(body))));
  }

  /// The terms by each of which a deal is taken: those of now, then others that were asked for and
  /// stand. A deal that was taken is not judged by its owner's terms again.
  List<ProviderConfig> terms(SignedIntent signed) {
    ProviderConfig config = context.config();
    ByteString hash = ByteString.copyFrom(Domain.INTENT.bodyHash(signed.body()));
    if (context.holdings().get(Holdings.key(hash)).isPresent()) {
      return List.of(
          config.withTerms(Amount.ZERO, 1, Long.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE));
    }
    return quoted.hasOthers(config)
        ? quoted.at(context.chain().head().height(), config)
        : List.of(config);
  }

  private record Refusal(RejectCode code, String why) {}

  /// Why no new deal at all is taken now.
  private Optional<Refusal> refusal() {
    if (!isTaking()) {
      return Optional.of(new Refusal(RejectCode.NOT_TAKING, "no new deals are taken"));
    }
    ProviderConfig config = context.config();
    long room = room(config);
    if (room < config.minBytes()) {
      return Optional.of(
          new Refusal(RejectCode.NO_ROOM, "the provider has room for " + ByteSize.text(room)));
    }
    return context.wrongClock().map(why -> new Refusal(RejectCode.LEDGER_UNAVAILABLE, why));
  }

  /// Bytes that new pieces may have: of the capacity, and of the disk beside its reserve.
  private long room(ProviderConfig config) {
    return Math.max(
        0, Math.min(config.capacity() - context.holdings().bytes(), repo.freeOutside()));
  }

  /// Checks that a proposal may have its bytes; one whose duty stands already has them.
  ///
  /// @throws Proposal.Refused if not
  void requireRoom(PeerId peer, Proposal proposal) {
    ProviderConfig config = context.config();
    Holdings holdings = context.holdings();
    if (holdings.get(proposal.key()).isPresent()) {
      return;
    }
    boolean here = holdings.needs(proposal.intent().piece());
    refusal()
        .filter(refusal -> !here || refusal.code() != RejectCode.NO_ROOM)
        .ifPresent(refusal -> {
          throw new Proposal.Refused(refusal.code(), refusal.why());
        });
    long size = proposal.piece().rawSize();
    Proposal.unless(
        here || holdings.bytes() + size <= config.capacity(),
        RejectCode.NO_ROOM,
        "the provider's capacity is used up");
    Proposal.unless(
        here || size <= repo.freeOutside(),
        RejectCode.NO_ROOM,
        "the provider's disk has "
            + ByteSize.text(repo.freeOutside())
            + " left beside its reserve, the piece needs "
            + ByteSize.text(size));
    Proposal.unless(
        holdings.unopenedBytes(_ -> true) + size <= config.maxUnopened()
            && holdings.size() < Holdings.MOST,
        RejectCode.BUSY,
        "too many bytes wait for their sets; try again later");
    long own = holdings.unopenedOf(proposal.client(), peer);
    Proposal.unless(
        own == 0 || own + size <= config.maxUnopened() / SHARE,
        RejectCode.BUSY,
        "too many bytes of this client wait for their sets; try again later");
  }
}
