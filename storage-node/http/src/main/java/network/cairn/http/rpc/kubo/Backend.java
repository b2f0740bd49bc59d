package network.cairn.http.rpc.kubo;

import java.util.Optional;
import network.cairn.base.time.Scheduler;
import network.cairn.content.blockservice.BlockService;
import network.cairn.content.exchange.bitswap.Bitswap;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.libp2p.host.Host;
import network.cairn.store.config.Config;
import network.cairn.store.hash.HashPool;
import network.cairn.store.keys.Keystore;
import network.cairn.store.repo.Repository;

/// What the commands work on.
///
/// @param local blocks of this machine only
/// @param blocks local ones and those of peers; the same as `local` without a network
/// @param online empty where the node has no network
/// @param identity how the program calls itself
/// @param shutdown asks the node to end; returns at once
public record Backend(
    Config config,
    Keystore keys,
    Repository repository,
    Hashing hashing,
    HashPool pool,
    BlockService local,
    BlockService blocks,
    Optional<Online> online,
    Scheduler scheduler,
    Identity identity,
    Runnable shutdown) {
  /// The node's network.
  ///
  /// @param agent what peers are told
  public record Online(Host host, Bitswap bitswap, Traffic traffic, String agent) {}

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
}
