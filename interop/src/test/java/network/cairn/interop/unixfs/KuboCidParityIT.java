package network.cairn.interop.unixfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import network.cairn.base.tree.IgnoreRules;
import network.cairn.base.tree.PathSource;
import network.cairn.content.blockservice.BlockSink;
import network.cairn.content.unixfs.ImportFlags;
import network.cairn.content.unixfs.ImportListener;
import network.cairn.content.unixfs.ImportOptions;
import network.cairn.content.unixfs.Imported;
import network.cairn.content.unixfs.Importer;
import network.cairn.store.config.Config;
import network.cairn.store.hash.HashPool;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Random trees on the disk, added by Kubo in one run per profile and imported here: every entry's
/// CID must agree.
@Tag("interop")
class KuboCidParityIT {
  private static final int TREES = 300;
  private static final long SEED = 20_261_121;

  @TempDir Path home;
  private Path kubo = Path.of("");

  @BeforeEach
  void findKubo() {
    String binary = System.getProperty("kubo.bin", "");
    Assumptions.assumeTrue(
        !binary.isEmpty() && Files.isExecutable(Path.of(binary)),
        "left out: no Kubo binary at -Dkubo.bin=" + binary);
    kubo = Path.of(binary).toAbsolutePath();
  }

  @ParameterizedTest
  @CsvSource({"legacy-cid-v0,0", "unixfs-v1-2025,1"})
  void everyEntryOfRandomTreesHasKubosCid(String profile, int round) throws Exception {
    Path trees = Files.createDirectory(home.resolve("trees"));
    Random random = new Random(SEED + round);
    for (int i = 0; i < TREES; i++) {
      tree(Files.createDirectory(trees.resolve("tree-" + i)), random, 3);
    }
    ipfs("init", "--profile=" + profile);
    // `-n` names entries without keeping them; `--hidden` so that every generated name counts.
    List<String> lines = ipfs("add", "-r", "-n", "--hidden", "--progress=false", trees.toString());

    Map<String, String> ours = new HashMap<>();
    try (HashPool pool = HashPool.ofCores()) {
      new Importer(BlockSink.discarding(), pool, ImportOptions.of(profile))
          .tree(new PathSource(true, false, IgnoreRules.none()).entry(trees), new Collect(ours));
    }
    Map<String, String> theirs = new HashMap<>();
    for (String line : lines) {
      // `added CID path`; sizes need no column of their own: they are part of the parents' bytes.
      String[] fields = line.split(" ", 3);
      theirs.put(fields[2], fields[1]);
    }
    assertThat(ours).hasSize(theirs.size());
    theirs.forEach((name, cid) -> assertThat(ours.get(name)).as(name).isEqualTo(cid));
    System.out.println(
        "kubo parity: " + profile + ": " + TREES + " trees, " + theirs.size() + " entries agree");
  }

  /// The options that change CIDs, each with some of the others. Kubo cannot hash only where it is
  /// to keep modes or times, so it keeps the blocks here.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--trickle --chunker=size-1000 --max-file-links=3",
        "--inline --inline-limit=100 --preserve-mtime --cid-version=1",
        "--chunker=rabin-16-200-3000 --preserve-mode",
        "--chunker=buzhash --raw-leaves=true --inline",
        "--chunker=rabin --trickle --mode=0640 --mtime=-5 --mtime-nsecs=9",
        "--preserve-mode --preserve-mtime --trickle --cid-version=1"
      })
  void everyEntryHasKubosCidUnderOptions(String words) throws Exception {
    ipfs("init", "--profile=legacy-cid-v0");
    Map<String, String> flags = new HashMap<>();
    for (String word : words.split(" ")) {
      String[] pair = word.substring(2).split("=", 2);
      flags.put(pair[0], pair.length == 1 ? "true" : pair[1]);
    }
    ImportOptions options =
        ImportFlags.options(
            name -> Optional.ofNullable(flags.get(name)),
            "legacy-cid-v0",
            ImportFlags.Home.of("legacy-cid-v0"));
    requireKubosCids(options, List.of(words.split(" ")));
  }

  /// The keys of the configuration that change CIDs, in Kubo's own file and in ours.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'UnixFSDAGLayout':'trickle','UnixFSChunker':'size-1000','UnixFSFileMaxLinks':3}",
        "{'UnixFSDAGLayout':'balanced','UnixFSChunker':'rabin-16-200-3000','CidVersion':1}",
        "{'UnixFSDAGLayout':'trickle','UnixFSChunker':'buzhash','UnixFSRawLeaves':true}"
      })
  void everyEntryHasKubosCidAsConfigured(String keys) throws Exception {
    String json = keys.replace('\'', '"');
    ipfs("init", "--profile=legacy-cid-v0");
    ipfs("config", "--json", "Import", json);
    Config config = Config.create(Files.createDirectory(home.resolve("ours")));
    config.setJson("Import", json);
    ImportFlags.Home ours = new ImportFlags.Home("legacy-cid-v0", config.imports());
    requireKubosCids(ImportFlags.options(_ -> Optional.empty(), "legacy-cid-v0", ours), List.of());
  }

  private void requireKubosCids(ImportOptions options, List<String> words) throws Exception {
    Path trees = Files.createDirectory(home.resolve("trees"));
    Random random = new Random(SEED + String.valueOf(words).hashCode());
    for (int i = 0; i < TREES / 30; i++) {
      tree(Files.createDirectory(trees.resolve("tree-" + i)), random, 3);
    }
    List<String> command =
        new ArrayList<>(List.of("add", "-r", "--pin=false", "--hidden", "--progress=false"));
    command.addAll(words);
    command.add(trees.toString());
    Map<String, String> theirs = new HashMap<>();
    for (String line : ipfs(command.toArray(String[]::new))) {
      String[] fields = line.split(" ", 3);
      theirs.put(fields[2], fields[1]);
    }
    Map<String, String> ours = new HashMap<>();
    try (HashPool pool = HashPool.ofCores()) {
      new Importer(BlockSink.discarding(), pool, options)
          .tree(
              new PathSource(true, false, IgnoreRules.none(), true).entry(trees),
              new Collect(ours));
    }
    assertThat(ours).containsExactlyInAnyOrderEntriesOf(theirs);
  }

  private record Collect(Map<String, String> added) implements ImportListener {
    @Override
    public void progress(String path, long bytes) {
      // Only results are compared.
    }

    @Override
    public void added(String path, Imported imported) {
      added.put(path, imported.cid().toString());
    }
  }

  private static void tree(Path directory, Random random, int depth) throws IOException {
    int entries = random.nextInt(random.nextInt(20) == 0 ? 60 : 6);
    for (int i = 0; i < entries; i++) {
      Path path = directory.resolve(name(random, i));
      int kind = random.nextInt(10);
      if (kind == 0) {
        Files.createSymbolicLink(path, Path.of("../" + name(random, i)));
      } else if (kind < 3 && depth > 0) {
        tree(Files.createDirectory(path), random, depth - 1);
      } else {
        byte[] bytes = new byte[size(random)];
        random.nextBytes(bytes);
        Files.write(path, bytes);
      }
    }
    if (random.nextInt(200) == 0) {
      wide(Files.createDirectory(directory.resolve("wide")), random);
    }
  }

  /// A directory around the size at which directories are sharded.
  private static void wide(Path directory, Random random) throws IOException {
    String filler = "w".repeat(200);
    int count = 1000 + random.nextInt(250);
    for (int i = 0; i < count; i++) {
      Files.writeString(directory.resolve(filler + "-" + i), "x");
    }
  }

  private static String name(Random random, int i) {
    List<String> flavours =
        List.of(
            "a",
            ".hidden-",
            "ünï-",
            "日本-",
            "🚀",
            "with space ",
            "UPPER",
            "long".repeat(20),
            "=+%20");
    return flavours.get(random.nextInt(flavours.size())) + i;
  }

  private static int size(Random random) {
    return switch (random.nextInt(30)) {
      case 0 -> 0;
      case 1 -> 262_144 + random.nextInt(3) - 1;
      case 2 -> 1_048_576 + random.nextInt(3) - 1;
      case 3 -> random.nextInt(3_000_000);
      default -> random.nextInt(3000);
    };
  }

  private List<String> ipfs(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(kubo.toString(), "--offline"));
    command.addAll(List.of(arguments));
    Path output = home.resolve("output");
    ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(output.toFile());
    builder.redirectError(home.resolve("errors").toFile());
    builder.environment().put("IPFS_PATH", home.resolve("repo").toString());
    Process process = builder.start();
    assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(home.resolve("errors"))).isZero();
    return Files.readAllLines(output, StandardCharsets.UTF_8);
  }
}
