package network.cairn.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Whatever calls itself needs stack as its input says. Each such method is named here with what
/// bounds it; what is as deep as an outsider likes must be a loop.
///
/// Seen are calls of methods by their declared types, also those in lambdas. A record in a record
/// is not: `NestingTest` holds those of the data model.
@AnalyzeClasses(packages = "network.cairn", importOptions = HouseRulesTest.ProductOnly.class)
final class RecursionTest {
  private static final String JSON = "64 levels, the bound of JsonValue";
  private static final String SOURCE = "512 directories, the bound of PathSource; a frame a level";
  private static final String LAZY = "one level a call: what is below is asked of a lister later";
  private static final String NIBBLES = "64 nibbles of a hashed key";
  private static final String ENDS = "two: a connection or stream that has ended ends no other";
  private static final String SCHEMA = "the messages of the schema, of which none holds itself";

  private static final Map<String, String> BOUNDS =
      Map.ofEntries(
          Map.entry("api.json.JsonValue$Reader.array", JSON),
          Map.entry("api.json.JsonValue$Reader.object", JSON),
          Map.entry("api.json.JsonValue$Reader.value", JSON),
          Map.entry("base.tree.PathSource.children", LAZY),
          Map.entry("base.tree.PathSource.entry", LAZY),
          Map.entry("cli.Faults.text", "the causes of a fault of this program"),
          Map.entry("cli.MultipartWriter.entry", SOURCE),
          Map.entry("cli.NodeCommands.list", "the words of a command's name"),
          Map.entry("cli.Pretty.fields", JSON),
          Map.entry("cli.Pretty.items", JSON),
          Map.entry("cli.Pretty.write", JSON),
          Map.entry("cli.Printable.of", JSON),
          Map.entry("cli.SourceFaults.told", LAZY),
          Map.entry("content.service.Addition.entry", SOURCE),
          Map.entry("content.unixfs.FileBuilder.add", "the logarithm of a file's chunks"),
          Map.entry("content.unixfs.ImportSession.children", SOURCE),
          Map.entry("content.unixfs.ImportSession.entry", SOURCE),
          Map.entry("content.unixfs.hamt.HamtBuilder.link", "21 shards: 64 bits, 3 at least each"),
          Map.entry("content.unixfs.hamt.HamtBuilder.shard", "21 shards: 64 bits, 3 at least each"),
          Map.entry("http.rpc.LedgerJson.tree", SCHEMA),
          Map.entry("http.rpc.LedgerJson.value", SCHEMA),
          Map.entry("http.rpc.kubo.NodeInfo$Group.json", "the words of a command's name"),
          Map.entry("ledger.chain.MerkleTree.subtree", "the logarithm of the leaves"),
          Map.entry("ledger.state.Jmt$Updater.change", NIBBLES),
          Map.entry("ledger.state.Jmt$Updater.descend", NIBBLES),
          Map.entry("ledger.state.Jmt$Updater.place", NIBBLES),
          Map.entry("ledger.state.JmtNode.hash", "4 levels of the 16 places of a node"),
          Map.entry("ledger.state.JmtProofs.last", NIBBLES),
          Map.entry("ledger.state.JmtProofs.nearest", NIBBLES),
          Map.entry("ledger.state.JmtProofs.neighbour", NIBBLES),
          Map.entry("ledger.state.Overlay.cell", "two: a block's writes and a transaction's"),
          Map.entry("libp2p.swarm.SwarmConnection.agreed", "none: each on its own thread"),
          Map.entry("libp2p.swarm.SwarmConnection.negotiated", "none: each on its own thread"),
          Map.entry("libp2p.swarm.SwarmConnection.serve", "none: each on its own thread"),
          Map.entry("libp2p.swarm.SwarmConnection.startWaiting", "none: each on its own thread"),
          Map.entry("libp2p.swarm.SwarmConnection.streamsWaiting", "none: each on its own thread"),
          Map.entry("libp2p.transport.quic.QuicConn.close", ENDS),
          Map.entry("libp2p.transport.quic.QuicConn.end", ENDS),
          Map.entry("libp2p.transport.quic.QuicConn.left", ENDS),
          Map.entry("libp2p.transport.quic.QuicConn.refuse", ENDS),
          Map.entry("libp2p.transport.quic.QuicStream.end", ENDS),
          Map.entry("libp2p.transport.quic.QuicStream.leave", ENDS),
          Map.entry("libp2p.transport.quic.QuicStream.remoteReset", ENDS),
          Map.entry("store.config.ConfigKeys.unknown", "the levels of the keys that are known"));

  @ArchTest
  static void whatCallsItselfIsNamedWithWhatBoundsIt(JavaClasses classes) {
    Map<String, Set<String>> calls = new HashMap<>();
    for (JavaClass one : classes) {
      if (!one.getPackageName().startsWith("network.cairn.proto")) {
        one.getCodeUnits().forEach(unit -> calls.put(unit.getFullName(), called(unit)));
      }
    }
    Set<String> found = new TreeSet<>();
    for (String method : calls.keySet()) {
      if (comesBack(calls, method)) {
        found.add(method.substring("network.cairn.".length(), method.indexOf('(')));
      }
    }
    assertThat(found).isEqualTo(new TreeSet<>(BOUNDS.keySet()));
  }

  private static Set<String> called(JavaCodeUnit unit) {
    return unit.getModifiers().contains(JavaModifier.BRIDGE)
        ? Set.of()
        : unit.getMethodCallsFromSelf().stream()
            .flatMap(call -> call.getTarget().resolveMember().stream())
            .map(JavaCodeUnit::getFullName)
            .collect(Collectors.toSet());
  }

  private static boolean comesBack(Map<String, Set<String>> calls, String method) {
    Deque<String> next = new ArrayDeque<>(calls.get(method));
    Set<String> seen = new HashSet<>();
    while (!next.isEmpty()) {
      String one = next.pop();
      if (one.equals(method)) {
        return true;
      }
      if (seen.add(one)) {
        next.addAll(calls.getOrDefault(one, Set.of()));
      }
    }
    return false;
  }
}
