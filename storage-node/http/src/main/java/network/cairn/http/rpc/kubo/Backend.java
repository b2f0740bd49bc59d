package network.cairn.http.rpc.kubo;

import java.util.List;
import java.util.Optional;
import network.cairn.base.time.Scheduler;
import network.cairn.content.exchange.bitswap.Bitswap;
import network.cairn.content.providing.Sweeper;
import network.cairn.content.service.ContentReader;
import network.cairn.content.service.ContentService;
import network.cairn.content.service.ReadContext;
import network.cairn.content.unixfs.ImportFlags;
import network.cairn.http.delegated.DelegatedRouter;
import network.cairn.http.rpc.Call;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.kad.KadDht;
import network.cairn.libp2p.peering.Peering;
import network.cairn.store.config.Config;
import network.cairn.store.keys.Keystore;
import network.cairn.store.repo.Repository;

/// What the commands work on.
///
/// @param content what is done with files, DAGs, blocks and pins
/// @param online empty where the node has no network
/// @param identity how the program calls itself
/// @param logs how much is written to the log
/// @param log what was written to it last
/// @param shutdown asks the node to end; returns at once
public record Backend(
    Config config,
    Keystore keys,
    Repository repository,
    ContentService content,
    Optional<Online> online,
    Scheduler scheduler,
    Identity identity,
    LogLevels logs,
    LogTail log,
    Runnable shutdown) {
  /// The node's network.
  ///
  /// @param agent what peers are told
  /// @param dhts in which it takes part, the internet's first
  /// @param routers that it asks over HTTP
  /// @param sweepers what announces to them
  /// @param peering whom it keeps connected to
  public record Online(
      Host host,
      Bitswap bitswap,
      Traffic traffic,
      String agent,
      List<KadDht> dhts,
      List<DelegatedRouter> routers,
      List<Sweeper> sweepers,
      Peering peering) {
    public Online {
      dhts = List.copyOf(dhts);
      routers = List.copyOf(routers);
      sweepers = List.copyOf(sweepers);
    }
  }

  /// The program's version and build.
  public record Identity(String version, String commit) {}

  /// Bytes that went over the network.
  public interface Traffic {
    long bytesIn();

    long bytesOut();

    /// Bytes per second, lately.
    double rateIn();

    double rateOut();
  }

  /// What the configuration says of imports.
  public ImportFlags.Home imports() {
    return new ImportFlags.Home(config.importProfile(), config.imports());
  }

  /// Reads content within what the call allows: its deadline, and `offline`.
  ContentReader reader(Call call) {
    return content.reader(new ReadContext(call.flag("offline"), call.deadline()));
  }
}
