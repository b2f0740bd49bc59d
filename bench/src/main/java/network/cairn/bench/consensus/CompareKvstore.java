package network.cairn.bench.consensus;

import com.google.protobuf.ByteString;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import network.cairn.bench.Folders;

/// One validator of real CometBFT with the ledger, then with CometBFT's kvstore behind a socket as
/// the ledger is, then with it inside CometBFT's process, under the same configuration and load:
/// signed transfers of many payers, and keys of as many bytes. Each application is a process of its
/// own; the load is this one's.
///
/// Words: the CometBFT program, its abci-cli or "-" for no kvstore behind a socket, a folder of its
/// own, how many transactions, how often all, and with how many callers (8 if not given,
/// [#MOST_CALLERS] at most). As many transactions come before, uncounted.
public final class CompareKvstore {
  private static final int SINGLES = 7;
  private static final int CALLERS = 8;

  /// With more, two of a payer's could be under way together, and the second come first.
  private static final int MOST_CALLERS = Payers.COUNT / Load.BATCH / 2;

  private final Path program;
  private final Optional<Path> abciCli;
  private final Path folder;
  private final int count;
  private final int callers;

  private CompareKvstore(
      Path program, Optional<Path> abciCli, Path folder, int count, int callers) {
    this.program = program;
    this.abciCli = abciCli;
    this.folder = folder;
    this.count = count;
    this.callers = callers;
  }

  public static void main(String[] words) throws IOException, InterruptedException {
    int callers = words.length > 5 ? Integer.parseInt(words[5]) : CALLERS;
    if (callers < 1 || callers > MOST_CALLERS) {
      throw new IllegalArgumentException("callers: 1 to " + MOST_CALLERS + ", not " + callers);
    }
    CompareKvstore compare =
        new CompareKvstore(
            Path.of(words[0]).toAbsolutePath(),
            Optional.of(words[1]).filter(w -> !w.equals("-")).map(w -> Path.of(w).toAbsolutePath()),
            Path.of(words[2]).toAbsolutePath(),
            Integer.parseInt(words[3]),
            callers);
    Map<String, List<Double>> ratios = new LinkedHashMap<>();
    for (int round = 1; round <= Integer.parseInt(words[4]); round++) {
      compare
          .round()
          .forEach((to, ratio) -> ratios.computeIfAbsent(to, _ -> new ArrayList<>()).add(ratio));
    }
    ratios.forEach((to, found) -> {
      List<Double> sorted = found.stream().sorted().toList();
      System.out.printf(
          Locale.ROOT,
          "ratio of ledger to %s: median %.2f (%.2f–%.2f)%n",
          to,
          sorted.get(sorted.size() / 2),
          sorted.getFirst(),
          sorted.getLast());
    });
  }

  /// The ratio of the ledger's transactions a second to those of each kvstore.
  private Map<String, Double> round() throws IOException, InterruptedException {
    Folders.delete(folder);
    Path ours = Files.createDirectories(folder.resolve("ours"));
    int size = Payers.transfers(ByteString.copyFrom(new byte[8]), 0, 1).getFirst().size();
    Load.Result ledger = ledger(ours);
    Map<String, Double> ratios = new LinkedHashMap<>();
    if (abciCli.isPresent()) {
      Load.Result socket = kvstoreBySocket(abciCli.get(), ours, size);
      ratios.put("kvstore behind a socket", ledger.perSecond() / socket.perSecond());
    }
    Load.Result within = kvstoreWithin(ours, size);
    ratios.put("kvstore within", ledger.perSecond() / within.perSecond());
    Folders.delete(folder);
    return ratios;
  }

  private Load load(List<ByteString> all, int own) {
    int warm = SINGLES + count;
    return new Load(
        all.subList(0, SINGLES),
        all.subList(SINGLES, warm),
        all.subList(warm, warm + count),
        own,
        callers);
  }

  private int all() {
    return SINGLES + 2 * count;
  }

  private Load.Result ledger(Path ours) throws IOException, InterruptedException {
    Path samples = folder.resolve("samples.jfr");
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(
        List.of(
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Xmx1g"));
    command.addAll(SampledParts.flags(samples));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(LedgerServer.class.getName(), program.toString(), ours.toString()));
    Process process =
        new ProcessBuilder(command).redirectError(folder.resolve("ledger.err").toFile()).start();
    Load.Result result;
    try (BufferedReader said = process.inputReader(StandardCharsets.US_ASCII)) {
      // Before it come lines of the JVM's about its recording.
      String line = said.readLine();
      while (line != null && !line.matches("[0-9a-f]{2,}")) {
        line = said.readLine();
      }
      if (line == null) {
        throw new IllegalStateException("the ledger did not begin: see " + folder);
      }
      ByteString chainRef = ByteString.copyFrom(HexFormat.of().parseHex(line));
      List<ByteString> transfers = Payers.transfers(chainRef, 0, all());
      try (Rpc rpc = new Rpc(rpcPort(ours))) {
        result =
            load(transfers, 1)
                .run(
                    rpc,
                    () -> {
                      Map<String, ProcessHandle> both = new LinkedHashMap<>();
                      process.descendants().forEach(p -> both.put("cometbft", p));
                      both.put("ledger", process.toHandle());
                      return new Processor(both);
                    });
      }
    } finally {
      process.outputWriter(StandardCharsets.US_ASCII).close();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
    System.out.println(result.line("ledger"));
    SampledParts parts = SampledParts.of(samples, result.begun(), result.ended());
    System.out.printf(Locale.ROOT, "  the ledger's process, by %d samples:%n", parts.samples());
    System.out.print(parts.lines(result.seconds().getOrDefault("ledger", 0.0)));
    return result;
  }

  private Load.Result kvstoreWithin(Path ours, int size) throws IOException, InterruptedException {
    Path home = home("within", ours, "kvstore");
    Process process = run(List.of(program.toString(), "start", "--home", home.toString()));
    try (Rpc rpc = new Rpc(rpcPort(ours))) {
      Load.Result result =
          load(Payers.keys(size, 0, all()), 0)
              .run(rpc, () -> new Processor(Map.of("cometbft", process.toHandle())));
      System.out.println(result.line("kvstore within"));
      return result;
    } finally {
      end(process);
    }
  }

  private Load.Result kvstoreBySocket(Path cli, Path ours, int size)
      throws IOException, InterruptedException {
    Path socket = folder.resolve("kvstore.sock");
    Path data = Files.createDirectories(folder.resolve("kvstore-data"));
    Path home = home("socket", ours, "unix://" + socket);
    Process app =
        run(
            List.of(
                cli.toString(),
                "kvstore",
                "--address",
                "unix://" + socket,
                "--persist",
                data.toString(),
                "--log_level",
                "error"));
    Process process = run(List.of(program.toString(), "start", "--home", home.toString()));
    try (Rpc rpc = new Rpc(rpcPort(ours))) {
      Map<String, ProcessHandle> both = new LinkedHashMap<>();
      both.put("cometbft", process.toHandle());
      both.put("kvstore", app.toHandle());
      Load.Result result = load(Payers.keys(size, 0, all()), 0).run(rpc, () -> new Processor(both));
      System.out.println(result.line("kvstore behind a socket"));
      return result;
    } finally {
      end(process);
      end(app);
    }
  }

  private static Path config(Path cometHome) {
    return cometHome.resolve("config").resolve("config.toml");
  }

  private static int rpcPort(Path ours) throws IOException {
    String toml = Files.readString(config(ours.resolve("comet")));
    String after = toml.substring(toml.indexOf("[rpc]"));
    String address = after.substring(after.indexOf("127.0.0.1:") + "127.0.0.1:".length());
    return Integer.parseInt(address.substring(0, address.indexOf('"')));
  }

  /// A home of CometBFT's by the configuration that the ledger's had, for another application.
  private Path home(String name, Path ours, String app) throws IOException, InterruptedException {
    Path home = folder.resolve(name);
    run(List.of(program.toString(), "init", "--home", home.toString())).waitFor();
    String toml =
        Files.readString(config(ours.resolve("comet")))
            .replaceFirst("proxy_app = \"[^\"]*\"", "proxy_app = \"" + app + "\"");
    Files.writeString(config(home), toml);
    return home;
  }

  private static Process run(List<String> command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static void end(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
