package network.cairn.app.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import network.cairn.ledger.api.LedgerClient;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.api.NodeStatus;
import network.cairn.ledger.api.RemoteLedger;
import network.cairn.ledger.genesis.LedgerHome;

/// What the demo does to validators while the story goes on: one is killed and comes back, one lags
/// and catches up, and in the end all have the same state.
final class Validators {
  private static final Duration CATCH_UP = Duration.ofMinutes(5);

  /// Blocks that the others make meanwhile.
  private static final int MEANWHILE = 8;

  /// Heights at which all states are compared.
  private static final int COMPARED = 3;

  private final Network network;
  private final Pace pace;
  private final Screen screen;
  private final String dead;
  private final String lagging;

  Validators(Network network, Pace pace, Screen screen) {
    this.network = network;
    this.pace = pace;
    this.screen = screen;
    this.dead = network.makers().first();
    this.lagging = network.makers().names().get(1);
  }

  /// Kills the one whose door everybody asks first.
  void kill() throws IOException, InterruptedException {
    screen.command("kill -KILL " + network.child(dead).pid());
    network.kill(dead);
    screen.say(dead + ", which everybody asks first, is dead, and its CometBFT with it");
    long height = highest();
    await("block without " + dead, network.makers().names().get(1), height + MEANWHILE);
    screen.say("the others made " + MEANWHILE + " blocks without it");
  }

  void startAgain() throws IOException, InterruptedException {
    network.restart(dead);
    long height = highest();
    await("block " + height + " at " + dead, dead, height);
    screen.say(dead + " has caught up: it is at height " + height + " like the others");
  }

  /// Lets one lag whose door goes on answering.
  void pause() throws IOException, InterruptedException {
    long pid = network.pause(lagging);
    screen.command("kill -STOP " + pid);
    long stands = known("height of " + lagging, () -> height(lagging));
    await("block without " + lagging, network.makers().names().getLast(), stands + MEANWHILE);
    screen.say(
        lagging
            + " stands at height "
            + height(lagging).orElse(stands)
            + ", the others are at "
            + highest());
  }

  void goOn() throws IOException, InterruptedException {
    screen.command("kill -CONT $(cat " + lagging + "/comet/pid)");
    network.goOn();
    long height = highest();
    await("block " + height + " at " + lagging, lagging, height);
    screen.say(lagging + " has caught up: it is at height " + height);
  }

  /// Every header carries the root of the state of the block before: the validators' own headers
  /// must be the same.
  void compare() throws IOException, InterruptedException {
    List<String> names = network.makers().names();
    long top = Long.MAX_VALUE;
    for (String name : names) {
      top = Math.min(top, known("height of " + name, () -> height(name)));
    }
    for (long height = top; height > Math.max(0, top - COMPARED); height--) {
      List<String> roots = new ArrayList<>();
      for (String name : names) {
        long at = height;
        roots.add(known("block " + at + " at " + name, () -> root(name, at)));
      }
      if (roots.stream().distinct().count() != 1) {
        throw new IllegalStateException("at height " + height + " the states differ: " + roots);
      }
      screen.say(
          "height " + height + ": state " + roots.getFirst().substring(0, 16) + "… at all of them");
    }
  }

  private long highest() throws IOException, InterruptedException {
    return known(
        "height of any validator",
        () ->
            network.makers().names().stream()
                .flatMap(name -> height(name).stream())
                .max(Comparator.naturalOrder()));
  }

  /// Asks again while the processes live: a busy one may be silent for a while.
  private <T> T known(String what, Supplier<Optional<T>> question)
      throws IOException, InterruptedException {
    return pace.until(
        what,
        CATCH_UP,
        () -> {
          network.requireAlive();
          return question.get();
        });
  }

  private void await(String what, String name, long height)
      throws IOException, InterruptedException {
    pace.until(
        what,
        CATCH_UP,
        () -> {
          network.requireAlive();
          return height(name).filter(seen -> seen >= height);
        });
  }

  private Optional<Long> height(String name) {
    return ask(name, ledger -> Optional.of(ledger.status()).map(NodeStatus::height));
  }

  private Optional<String> root(String name, long height) {
    return ask(name, ledger -> ledger.root(height))
        .map(root -> HexFormat.of().formatHex(root.toByteArray()));
  }

  private interface Question<T> {
    Optional<T> ask(LedgerClient ledger);
  }

  /// Asks one validator alone; empty while it does not answer.
  private <T> Optional<T> ask(String name, Question<T> question) {
    Path home = network.folder().resolve(name);
    LedgerHome opened = LedgerHome.open(home);
    try (LedgerClient ledger =
        RemoteLedger.over(
            opened.network().at(List.of(opened.network().ledgerUrl())), InstantSource.system())) {
      return question.ask(ledger);
    } catch (LedgerUnavailable e) {
      return Optional.empty();
    }
  }
}
