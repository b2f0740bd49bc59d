package network.cairn.bench.consensus;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import network.cairn.base.ports.FreePorts;
import network.cairn.base.time.RealScheduler;
import network.cairn.ledger.engine.Engine;
import network.cairn.ledger.engine.EngineHome;
import network.cairn.ledger.engine.EngineKind;
import network.cairn.ledger.engine.LedgerFolder;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.ValidatorKeys;
import network.cairn.ledger.engine.choice.EngineChoice;
import network.cairn.ledger.store.Keeping;

/// The ledger with CometBFT as its child, in a process of its own, so that its processor time is
/// nobody else's. Says its chain_ref when it is begun, and ends with its input.
///
/// Words: the CometBFT program, and a folder of its own.
public final class LedgerServer {
  private LedgerServer() {}

  public static void main(String[] words) throws IOException, InterruptedException {
    try (Engine engine = engine(Path.of(words[1]), Path.of(words[0]))) {
      engine.start();
      System.out.println(HexFormat.of().formatHex(engine.genesis().chainRef()));
      while (System.in.read() >= 0) {}
    }
  }

  private static Engine engine(Path home, Path program) throws IOException {
    byte[] validator = new byte[32];
    Arrays.fill(validator, (byte) 1);
    byte[] beacon = new byte[32];
    Arrays.fill(beacon, (byte) 2);
    ValidatorKeys keys = new ValidatorKeys(validator, beacon);
    Files.createDirectories(home.resolve("keystore"));
    List<Integer> ports = FreePorts.any(2, new Random());
    EngineKind comet =
        new EngineKind.Comet(
            program,
            "127.0.0.1:" + ports.getFirst(),
            "127.0.0.1:" + ports.getLast(),
            List.of(),
            ByteString.copyFrom(beacon));
    return EngineChoice.open(
        new EngineHome(
            new LedgerFolder(home),
            Payers.genesis(keys),
            keys,
            Keeping.standard(),
            Optional.empty()),
        comet,
        new RealScheduler(),
        InstantSource.system(),
        LedgerMetrics.none());
  }
}
