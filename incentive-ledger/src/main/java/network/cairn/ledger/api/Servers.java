package network.cairn.ledger.api;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/// The servers of one ledger. One is asked first as long as it serves; who does not answer, lags or
/// lies rests, and the next is asked the same. Thread-safe.
///
/// Whatever they are asked may reach several of them: reads change nothing, and a transaction is
/// the same bytes, which count once.
final class Servers implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Servers.class.getName());

  /// Most servers that are named.
  static final int MAX = 8;

  /// How long one rests after its first fault, twice as long after the next.
  private static final Duration SHORTEST_REST = Duration.ofSeconds(5);

  private static final int MOST_DOUBLINGS = 3;

  /// How a server stands.
  private static final class Standing {
    private final Server server;
    private final int place;
    private int faults;
    private long until;

    Standing(Server server, int place) {
      this.server = server;
      this.place = place;
    }
  }

  private final List<Standing> standings = new ArrayList<>();
  private final LongSupplier nanos;

  /// Who is asked first.
  private Server first;

  /// @param servers 1 to [#MAX], in the order in which they are asked
  /// @param nanos a monotonic clock
  Servers(List<Server> servers, LongSupplier nanos) {
    if (servers.isEmpty() || servers.size() > MAX) {
      throw new IllegalArgumentException(servers.size() + " servers, not 1 to " + MAX);
    }
    servers.forEach(server -> standings.add(new Standing(server, standings.size())));
    this.nanos = nanos;
    this.first = servers.getFirst();
  }

  /// Asks one after another until one answers.
  ///
  /// @param question throws [LedgerUnavailable] or [UntrustedAnswer] where there is no answer to
  ///   use
  /// @return what the first answered that could
  /// @throws LedgerUnavailable or UntrustedAnswer as the first did, if none could
  <T> T ask(Function<Server, T> question) {
    return ask(order(0), question, _ -> true);
  }

  /// As [#ask], and goes on to the next while an answer is not wanted; resting ones are left out
  /// where one answered.
  ///
  /// @param turn who begins: 0 the usual one, 1 the one after it, and so on
  /// @return the first answer that is wanted, else the first of all
  <T> T ask(int turn, Function<Server, T> question, Predicate<T> wanted) {
    return ask(order(turn), question, wanted);
  }

  private <T> T ask(List<Server> order, Function<Server, T> question, Predicate<T> wanted) {
    Optional<T> answered = Optional.empty();
    Optional<RuntimeException> refused = Optional.empty();
    for (Server server : order) {
      if (answered.isPresent() && isResting(server)) {
        continue;
      }
      try {
        T answer = question.apply(server);
        served(server);
        if (wanted.test(answer)) {
          return answer;
        }
        answered = answered.or(() -> Optional.of(answer));
      } catch (LedgerUnavailable | UntrustedAnswer e) {
        if (e instanceof UntrustedAnswer answer && answer.kind() == UntrustedAnswer.Kind.FORK) {
          throw e;
        }
        failed(server, e);
        refused = refused.or(() -> Optional.of(e));
      }
    }
    return answered.orElseThrow(refused::orElseThrow);
  }

  /// Those that do not rest, in the order in which they are asked.
  List<Server> awake() {
    return order(0).stream().filter(server -> !isResting(server)).toList();
  }

  /// Who could say the same as a server, or not: those that do not rest.
  List<Server> witnesses(Server of) {
    return awake().stream().filter(server -> !server.equals(of)).toList();
  }

  /// Whether there is more than one.
  boolean areMany() {
    return standings.size() > 1;
  }

  /// From now on asks another first, because the one before is behind.
  synchronized void prefer(Server server, String why) {
    if (!first.equals(server)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the ledger''s server {0} {1}; asking {2} first from now on",
          first.url(),
          why,
          server.url());
      first = server;
    }
  }

  /// Who is asked first.
  synchronized Server first() {
    return first;
  }

  private synchronized List<Server> order(int turn) {
    long now = nanos.getAsLong();
    List<Server> order =
        new ArrayList<>(
            standings.stream()
                .sorted(
                    Comparator.<Standing, Boolean>comparing(standing -> isResting(standing, now))
                        .thenComparing(standing -> !standing.server.equals(first))
                        .thenComparingInt(standing -> standing.place))
                .map(standing -> standing.server)
                .toList());
    int awake = (int) standings.stream().filter(standing -> !isResting(standing, now)).count();
    if (awake > 1) {
      java.util.Collections.rotate(order.subList(0, awake), -(turn % awake));
    }
    return order;
  }

  private static boolean isResting(Standing standing, long now) {
    return standing.faults > 0 && standing.until - now > 0;
  }

  private synchronized boolean isResting(Server server) {
    return isResting(standing(server), nanos.getAsLong());
  }

  private Standing standing(Server server) {
    return standings.stream().filter(one -> one.server.equals(server)).findFirst().orElseThrow();
  }

  /// Who was asked first and rested may be first again; who served in its stead stays first.
  private synchronized void served(Server server) {
    standing(server).faults = 0;
    if (isResting(standing(first), nanos.getAsLong())) {
      first = server;
    }
  }

  /// Rests a server over what it did; one that merely has not got there yet does not rest.
  void failed(Server server, RuntimeException fault) {
    if (!areMany()) {
      return;
    }
    if (fault instanceof UntrustedAnswer answer && answer.kind() == UntrustedAnswer.Kind.LIE) {
      rest(server, "gave an answer that does not prove: " + answer.getMessage());
    } else if (fault.getCause() instanceof IOException silence) {
      rest(server, "does not answer: " + why(silence));
    }
  }

  /// What refuses a connection says nothing but its name.
  private static String why(IOException silence) {
    return silence.getMessage() == null ? silence.getClass().getSimpleName() : silence.getMessage();
  }

  /// Leaves a server in peace for a while.
  ///
  /// @param why for the log, which has a line for each rest that begins
  synchronized void rest(Server server, String why) {
    Standing standing = standing(server);
    long now = nanos.getAsLong();
    if (!isResting(standing, now)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the ledger''s server {0} rests, because it {1}",
          server.url(),
          why);
    }
    long length = SHORTEST_REST.toNanos() << Math.min(standing.faults, MOST_DOUBLINGS);
    standing.faults++;
    standing.until = now + length;
  }

  @Override
  public void close() {
    standings.forEach(standing -> standing.server.close());
  }
}
