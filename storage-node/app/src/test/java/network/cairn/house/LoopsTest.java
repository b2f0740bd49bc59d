package network.cairn.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A thread of the node is a `CriticalLoop`, which is begun again or ends the process, or it is
/// here with what it ends with. Whoever starts a new one decides.
final class LoopsTest {
  /// Tasks that end with the work or the connection they were started for.
  private static final Set<String> ENDING =
      Set.of(
          // One call, one command, one copy of streams; its end is waited for.
          "Asking.java",
          "DagWalk.java",
          "InProcess.java",
          "NamedPeer.java",
          "NewestRecord.java",
          "OverlappedCopy.java",
          "ParallelRouting.java",
          "Placing.java",
          "Placements.java",
          "RoutingHandler.java",
          "RoutingLines.java",
          "SystemNames.java",
          "TimeLimit.java",
          "Rpc.java",
          // One peer or one search, which start another when there is more to do.
          "Bitswap.java",
          "HttpBlockServer.java",
          "Outbox.java",
          "ProviderFinder.java",
          "ProviderSearch.java",
          // One read ahead of one connection of a door; whoever reads next meets its fault.
          "Connection.java",
          // One look at one part's health, at a name or at the height; who asks next begins
          // another.
          "HttpRetrieval.java",
          "Pulse.java",
          "Watch.java",
          // One duty of the provider's role; a fault of it is a warning.
          "Tasks.java",
          // Once at start or end.
          "LedgerSide.java",
          "Lifetime.java",
          "PutEvents.java",
          // Pools, whose executors replace a thread that died, and steps of one import.
          "HashPool.java",
          "DurableSteps.java",
          // The demo's and the build's own processes.
          "Demo.java",
          "Launcher.java",
          "Rehearsal.java",
          "Testnet.java");

  private static final Pattern START =
      Pattern.compile(
          "cheduler(\\(\\))?\\s*\\.start\\(|Thread\\s*\\.of(Virtual|Platform)\\(|new Thread\\(");

  @Test
  void everyThreadThatMustNotEndIsACriticalLoop() throws IOException {
    Set<String> starting = new TreeSet<>();
    for (String room : new String[] {"app", "cli", "content", "deals", "http", "store"}) {
      Path sources = Path.of("..", room, "src", "main", "java");
      assertThat(sources).isDirectory();
      try (Stream<Path> files = Files.walk(sources)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          Matcher start = START.matcher(Files.readString(file));
          if (start.find()) {
            starting.add(file.getFileName().toString());
          }
        }
      }
    }
    assertThat(starting).contains("Tasks.java", "Outbox.java");
    starting.removeAll(ENDING);
    assertThat(starting)
        .as("start a CriticalLoop, or say in this test what the thread ends with")
        .isEmpty();
  }
}
