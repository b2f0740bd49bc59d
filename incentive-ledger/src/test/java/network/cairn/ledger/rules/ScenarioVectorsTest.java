package network.cairn.ledger.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import network.cairn.testing.VectorNode;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Whole histories with what they must give. `-Dscenarios.dir` names a further folder,
/// `-Dscenario=NAME` only the files whose name holds NAME.
class ScenarioVectorsTest {
  private static final String ONLY = System.getProperty("scenario", "");

  @Test
  void everyHistoryGivesItsCodesIdsAndStates() {
    Vectors vectors = Vectors.topic("ledger-scenarios");
    int transactions = 0;
    int files = 0;
    StringBuilder faults = new StringBuilder();
    for (String file : vectors.files(".")) {
      if (file.endsWith(".json") && file.contains(ONLY)) {
        files++;
        transactions += replay(vectors, file, vectors.json(file), faults);
      }
    }
    vectors.ran("(" + files + " histories, transactions)", transactions);
    Assertions.assertEquals("", faults.toString());
  }

  @Test
  void historiesOfAFurtherFolderToo() throws IOException {
    String folder = System.getProperty("scenarios.dir");
    if (folder == null) {
      return;
    }
    List<Path> files;
    try (Stream<Path> walk = Files.walk(Path.of(folder))) {
      files = walk.filter(p -> p.toString().endsWith(".json")).sorted().toList();
    }
    Vectors vectors = Vectors.topic("ledger-scenarios");
    StringBuilder faults = new StringBuilder();
    int transactions = 0;
    for (Path file : files) {
      String name = file.getFileName().toString();
      JsonNode scenario = JsonMapper.builder().build().readTree(Files.readAllBytes(file));
      transactions += replay(vectors, name, vectors.node(name, scenario), faults);
    }
    System.out.println("vectors: " + folder + ": " + transactions + " transactions");
    Assertions.assertEquals("", faults.toString());
    Assertions.assertTrue(transactions > 0, "no transactions in " + folder);
  }

  /// A history that lacks something counts as far as it could be followed.
  private static int replay(
      Vectors vectors, String name, VectorNode scenario, StringBuilder faults) {
    int[] transactions = new int[1];
    vectors.each(
        List.of(scenario),
        history -> {
          ScenarioReplay replay = new ScenarioReplay(history);
          try {
            replay.run();
          } catch (AssertionError e) {
            faults.append(name).append(": ").append(e.getMessage()).append('\n');
          } finally {
            transactions[0] = replay.transactions;
          }
          System.out.println(
              name + ": " + replay.transactions + " transactions, " + replay.states + " states");
        });
    return transactions[0];
  }
}
