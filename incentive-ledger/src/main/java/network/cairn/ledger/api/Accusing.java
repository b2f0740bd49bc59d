package network.cairn.ledger.api;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.ledgerapi.EvidenceReply;
import network.cairn.proto.ledgerapi.EvidenceRequest;

/// Tells the servers of a ledger of a second chain, so that who signed both is punished on the one
/// that goes on (docs/protocol.md §16). Which that is nobody knows here: each server gets both
/// blocks, and takes the one that is not its own. A server whose chain has not got there, that is
/// busy or does not answer is told again, [#ROUNDS] times at most, by a task of its own that ends
/// with the client. Once in the life of a client. Thread-safe.
final class Accusing implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Accusing.class.getName());

  /// How long one server may take over one block; more have no say.
  static final Duration LONGEST = Duration.ofSeconds(5);

  /// How often one that says to come again, or nothing, is told again.
  static final int ROUNDS = 10;

  /// Before the first round at least, twice as long before each next one: who is busy judges the
  /// votes of another block.
  static final Duration LEAST_PAUSE = Duration.ofSeconds(2);

  /// Before any round at most: the longest block interval. So all rounds together reach past
  /// several blocks of any chain, also while its interval is not known, and end within 10 minutes
  /// of waiting.
  static final Duration MOST_PAUSE = Duration.ofSeconds(60);

  private final Supplier<Duration> interval;
  private final Pause pause;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final Object lock = new Object();
  private volatile boolean closed;

  /// Who waits for the next round.
  private Optional<Thread> waiting = Optional.empty();

  /// One block that one server is told of.
  private record Charge(Server server, LightBlock block, long common, long height) {}

  /// @param interval between two blocks, zero while it is not known
  /// @param pause how one waits, and starts what waits
  Accusing(Supplier<Duration> interval, Pause pause) {
    this.interval = interval;
    this.pause = pause;
  }

  /// Sends both; the log has a line of each answer. Throws nothing: what is refused or lost is in
  /// the evidence that the home keeps.
  void send(List<Server> servers, Divergence seen) {
    if (begun.compareAndSet(false, true)) {
      List<Charge> left = tell(charges(servers, seen));
      if (!left.isEmpty()) {
        pause.beside(() -> repeat(left));
      }
    }
  }

  /// As [#send] of what an earlier run saw, who may have ended too early; waits for nobody.
  void sendAgain(List<Server> servers, Divergence kept) {
    if (begun.compareAndSet(false, true)) {
      pause.beside(() -> repeat(tell(charges(servers, kept))));
    }
  }

  private static List<Charge> charges(List<Server> servers, Divergence seen) {
    long common =
        seen.common().map(block -> block.getSignedHeader().getHeader().getHeight()).orElse(0L);
    List<Charge> charges = new ArrayList<>();
    for (Server server : servers) {
      for (Divergence.Side side : List.of(seen.primary(), seen.witness())) {
        charges.add(new Charge(server, side.block(), common, seen.height()));
      }
    }
    return charges;
  }

  private void repeat(List<Charge> first) {
    List<Charge> left = first;
    try {
      for (int round = 0; round < ROUNDS && !left.isEmpty(); round++) {
        await(before(round));
        left = tell(left);
      }
    } catch (LedgerUnavailable e) {
      LOG.log(System.Logger.Level.DEBUG, "servers are told of two chains no more", e);
    }
    if (!closed) {
      left.forEach(
          charge -> refused(charge.server(), "it was never ready for it, or did not answer"));
    }
  }

  private Duration before(int round) {
    Duration grown = LEAST_PAUSE.multipliedBy(1L << round);
    Duration between = interval.get();
    Duration wanted = between.compareTo(grown) > 0 ? between : grown;
    return wanted.compareTo(MOST_PAUSE) > 0 ? MOST_PAUSE : wanted;
  }

  /// Waits until the time is over or the client closes, which interrupts nothing but a wait.
  private void await(Duration time) {
    synchronized (lock) {
      if (closed) {
        return;
      }
      waiting = Optional.of(Thread.currentThread());
    }
    try {
      pause.forA(time);
    } finally {
      synchronized (lock) {
        waiting = Optional.empty();
      }
    }
  }

  /// @return those that are to be told again
  private List<Charge> tell(List<Charge> charges) {
    return charges.stream().filter(charge -> !closed && isEarly(charge)).toList();
  }

  private static boolean isEarly(Charge charge) {
    EvidenceRequest request =
        EvidenceRequest.newBuilder()
            .setBlock(charge.block())
            .setCommonHeight(charge.common())
            .build();
    Server server = charge.server();
    try {
      EvidenceReply reply = server.call("evidence", request, EvidenceReply.parser(), LONGEST);
      if (reply.getReason().equals("TOO_EARLY") || reply.getReason().equals("BUSY")) {
        return true;
      }
      if (reply.getReason().isEmpty()) {
        LOG.log(
            System.Logger.Level.WARNING,
            "the ledger''s server {0} takes the other block of height {1} as evidence; its"
                + " validators punish who signed both",
            server.url(),
            Long.toString(charge.height()));
      } else {
        refused(server, reply.getReason() + ": " + reply.getDetail());
      }
    } catch (LedgerUnavailable e) {
      LOG.log(System.Logger.Level.DEBUG, "a server of the ledger is told of two chains later", e);
      return true;
    } catch (UntrustedAnswer e) {
      refused(server, String.valueOf(e.getMessage()));
    }
    return false;
  }

  private static void refused(Server server, String why) {
    LOG.log(
        System.Logger.Level.INFO,
        "the ledger''s server {0} does not take evidence: {1}",
        server.url(),
        why);
  }

  /// Nobody is told any more, and who waits for a round ends; waits for nobody.
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      waiting.ifPresent(Thread::interrupt);
    }
  }
}
