package network.cairn.app.daemon;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import network.cairn.api.answer.LedgerMoved;
import network.cairn.base.time.RealScheduler;
import network.cairn.cli.Role;
import network.cairn.ledger.genesis.LedgerHome;
import network.cairn.ledger.genesis.MovedHomes;
import network.cairn.ledger.genesis.ValidatorsFile;

/// `ledger migrate`: a chain of one validator goes on with several.
final class LedgerMigrateRole {
  private LedgerMigrateRole() {}

  /// Moves the chain and says where its homes are.
  static void migrate(Role.LedgerMigrate plan, PrintStream out) throws IOException {
    LedgerHome from = LedgerHome.open(plan.folder());
    MovedHomes.Moved moved = moved(from, plan);
    String appHash = HexFormat.of().formatHex(moved.appHash().toByteArray());
    if (!plan.json()) {
      out.println(
          "chain "
              + from.network().chainId()
              + " ends here at height "
              + moved.height()
              + ", app hash "
              + appHash);
    }
    for (ValidatorsFile.Entry entry : moved.wanted().entries()) {
      Path home = plan.output().resolve(entry.name());
      if (plan.json()) {
        out.println(
            new LedgerMoved(
                    from.network().chainId(),
                    moved.height(),
                    appHash,
                    home.resolve("network").toString(),
                    home.toString())
                .json());
      } else if (entry.keys().isEmpty()) {
        out.println("start it with: cairn ledger start --engine cometbft --home " + home);
      } else {
        out.println(
            "send "
                + entry.name()
                + " "
                + home
                + ", who runs: cairn ledger init --validators "
                + entry.name()
                + "/validators --genesis "
                + entry.name()
                + "/genesis --home HOME");
      }
    }
  }

  private static MovedHomes.Moved moved(LedgerHome from, Role.LedgerMigrate plan)
      throws IOException {
    String validators = plan.validators();
    return ChainMaking.isCount(validators)
        ? MovedHomes.make(
            from,
            plan.output(),
            ChainMaking.count(validators),
            plan.p2p(),
            new SecureRandom(),
            new RealScheduler(),
            InstantSource.system())
        : MovedHomes.make(
            from,
            plan.output(),
            ValidatorsReading.read(validators),
            new SecureRandom(),
            new RealScheduler(),
            InstantSource.system());
  }
}
