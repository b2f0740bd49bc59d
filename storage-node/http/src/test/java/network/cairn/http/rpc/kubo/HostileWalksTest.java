package network.cairn.http.rpc.kubo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import network.cairn.base.time.DeadlineExceeded;
import network.cairn.http.rpc.TestResponse;
import network.cairn.ipld.cid.Cid;
import network.cairn.store.pin.Mode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every command that walks, over every DAG of [HostileDag]: it ends by itself, with its deadline,
/// or soon after its caller has gone.
@Timeout(60)
final class HostileWalksTest {
  /// Blocks that a walk under way may still read: one a worker, and one more.
  private static final int UNDER_WAY = 16;

  private static final int PATIENCE = 500;

  /// `ROOT` stands for the DAG, and is pinned for those that walk what is pinned.
  private static final List<String> COMMANDS =
      List.of(
          "ls?arg=ROOT",
          "ls?stream=true&arg=ROOT",
          "ls?resolve-type=false&size=false&stream=true&arg=ROOT",
          "get?arg=ROOT",
          "get?compress=true&archive=true&arg=ROOT",
          "cat?arg=ROOT",
          "cat?offset=36028797018960000&arg=ROOT",
          "refs?recursive=true&arg=ROOT",
          "refs?recursive=true&unique=true&arg=ROOT",
          "dag/stat?arg=ROOT",
          "dag/export?arg=ROOT",
          "dag/get?arg=ROOT/e00/e00/e00",
          "dag/resolve?arg=ROOT/e00/e00/e00",
          "resolve?arg=/ipfs/ROOT/e00/e00/e00",
          "ls?arg=ROOT/name",
          "pin/add?arg=ROOT",
          "pin/add?progress=true&arg=ROOT",
          "pin/update?arg=ROOT&arg=ROOT",
          "pin/ls",
          "pin/ls?arg=bafkqaaa",
          "pin/verify",
          "repo/gc",
          "repo/verify");

  @TempDir Path home;
  private TestBackend node;

  @BeforeEach
  void open() throws IOException {
    node = TestBackend.offline(home);
  }

  @AfterEach
  void close() {
    node.close();
  }

  static Stream<Arguments> walks() {
    return COMMANDS.stream()
        .flatMap(c -> Arrays.stream(HostileDag.values()).map(dag -> Arguments.of(c, dag)));
  }

  private String call(String command, HostileDag dag) {
    Cid root = dag.into(node.repository.blockstore());
    if (command.startsWith("pin/") && !command.startsWith("pin/add")
        || command.startsWith("repo/")) {
      node.repository.pins().add(root, Mode.RECURSIVE, java.util.Optional.empty());
    }
    return command.replace("ROOT", root.toString());
  }

  @ParameterizedTest
  @MethodSource("walks")
  void endsSoonAfterItsCallerHasGone(String command, HostileDag dag) {
    String call = call(command, dag);
    node.reads.set(0);
    node.callUntil(call, () -> node.reads.get() >= PATIENCE);
    assertThat(node.reads.get()).isLessThanOrEqualTo(PATIENCE + UNDER_WAY);
  }

  /// Whether nobody lives to see its end, because it goes each of 256^7 ways.
  private static boolean isEndless(String command, HostileDag dag) {
    boolean refs = command.startsWith("refs?recursive=true&arg=");
    boolean get = command.startsWith("get?");
    return switch (dag) {
      case FILES_THAT_MEET -> refs || get || command.startsWith("cat?");
      case DIRECTORIES_THAT_MEET -> refs || get;
      case SHARDS_THAT_MEET, EMPTY_SHARDS, LISTS_THAT_MEET -> refs;
      case NAMES_IN_WRONG_PLACES -> false;
    };
  }

  /// What went wrong, whether told before output, behind it or, by `refs`, in its last line;
  /// nothing if it did what was asked.
  private static String fault(String command, TestResponse seen) {
    if (seen.trailer().isPresent() || seen.status() != 200) {
      return seen.trailer().orElseGet(seen::text);
    }
    return command.startsWith("refs?") ? seen.lines().getLast().path("Err").asString() : "";
  }

  /// A walk without end says that its time is over; one with an end says the same as without a
  /// deadline, unless the machine was too slow for it.
  @ParameterizedTest
  @MethodSource("walks")
  void endsWithItsDeadline(String command, HostileDag dag) {
    String call = call(command, dag);
    node.reads.set(0);
    TestResponse whole = node.callUntil(call, () -> node.reads.get() >= PATIENCE);
    assertThat(node.reads.get() >= PATIENCE).as("endless").isEqualTo(isEndless(command, dag));
    TestResponse seen = node.call(call + (call.contains("?") ? "&" : "?") + "timeout=100ms");
    if (isEndless(command, dag) || fault(command, seen).contains(DeadlineExceeded.TEXT)) {
      assertThat(fault(command, seen)).contains(DeadlineExceeded.TEXT);
    } else {
      assertThat(fault(command, seen)).isEqualTo(fault(command, whole));
      assertThat(seen.status()).isEqualTo(whole.status());
      seen.assertEnded();
    }
  }

  /// A sharded directory that contradicts itself is refused before anybody has to lose patience.
  @ParameterizedTest
  @MethodSource("shards")
  void refusesShardsThatNoImporterMakes(HostileDag dag) {
    Cid root = dag.into(node.repository.blockstore());
    for (String command : List.of("ls?arg=", "ls?stream=true&arg=", "get?arg=")) {
      node.reads.set(0);
      TestResponse seen = node.call(command + root);
      String fault = seen.trailer().orElseGet(seen::text);
      assertThat(fault.substring(0, Math.min(500, fault.length())))
          .as(command)
          .doesNotContain(DeadlineExceeded.TEXT)
          .contains("shard");
      assertThat(node.reads.get()).as(command).isLessThan(200);
    }
  }

  static Stream<HostileDag> shards() {
    return Stream.of(
        HostileDag.SHARDS_THAT_MEET, HostileDag.EMPTY_SHARDS, HostileDag.NAMES_IN_WRONG_PLACES);
  }
}
