package network.cairn.store.config;

import java.util.List;

/// Keys of Kubo's configuration that this program does not read, and why it need not, or what it
/// refuses of them. A key that no row speaks of is unknown.
final class KuboKeys {
  private static final String NO_WAIT = "new blocks are announced a moment after they came";
  private static final String OLD_PROVIDE = "an older name; Provide says it now";
  private static final String NO_RELAY = "no relay is used or offered";
  private static final String NO_TRANSPORT = "this transport is not here";
  private static final String OTHER_STORE = "blocks are kept in packs, not in this datastore";
  private static final String BY_HEAP = "the network's bounds follow the heap";

  static final List<ConfigKey> ROWS =
      List.of(
          idle("API", "it holds the keys of the door"),
          idle("AutoConf.*", "nothing is configured from afar"),
          idle("AutoNAT.*", "peers are told no addresses as others see them"),
          secret("AutoTLS.RegistrationToken", NO_TRANSPORT),
          idle("AutoTLS.*", NO_TRANSPORT),
          refused("Bitswap.Libp2pEnabled", "blocks are always asked for by bitswap", "true"),
          secret("DNS.Resolvers", "names are resolved by the machine"),
          idle("DNS.*", "names are resolved by the machine"),
          idle("Datastore.StorageGCWatermark", "--enable-gc collects at a mark of its own"),
          idle("Datastore.GCPeriod", "--enable-gc looks at a pace of its own"),
          idle("Datastore.HashOnRead", "blocks are checked as they come, and by 'repo verify'"),
          idle("Datastore.*", OTHER_STORE),
          idle("Discovery.*", "Discovery.MDNS.Enabled is all there is of it"),
          refused(
              "Experimental.StrategicProviding",
              "Provide.Enabled says whether anything is announced",
              "false"),
          idle("Experimental.*", "none of Kubo's experiments is here"),
          idle("Gateway.APICommands", "Kubo has taken it out, too"),
          idle("Gateway.DiagnosticServiceURL", "a page of a failure says itself what was tried"),
          idle("Gateway.FastDirIndexThreshold", "listings look at no entry; Kubo ignores it, too"),
          idle("Gateway.PathPrefixes", "Kubo has taken it out, too"),
          idle("Gateway.Writable", "the gateway changes nothing; Kubo has taken it out, too"),
          idle("Identity.PeerID", "the id follows from the key in the home's keystore"),
          refused("Identity.PrivKey", "the node's key is the file 'self' in the home's keystore"),
          idle("Import.BatchMaxNodes", "imports have batches of their own"),
          idle("Import.BatchMaxSize", "imports have batches of their own"),
          idle("Import.FastProvideRoot", NO_WAIT),
          idle("Import.FastProvideDAG", NO_WAIT),
          idle("Import.FastProvideWait", NO_WAIT),
          idle("Internal.*", "it is about how Kubo is built"),
          idle(
              "Ipns.*",
              "no names are published, and what is known of one is asked for anew after 5 minutes"),
          idle("Migration.*", "there is nothing to migrate"),
          idle("Mounts.*", "nothing is mounted"),
          secret("Pinning.RemoteServices.*", "no other pinning service is called"),
          idle("Pinning.*", "no other pinning service is called"),
          idle("Plugins.*", "there are no plugins"),
          idle("Provide.DHT.SweepEnabled", "what is announced is always swept"),
          idle("Provide.DHT.ResumeEnabled", "where it stood is always kept"),
          idle("Provide.*", "what is announced has bounds of its own"),
          refused("Provider.Enabled", OLD_PROVIDE, "true"),
          refused("Provider.Strategy", OLD_PROVIDE, "\"\"", "\"all\""),
          idle("Provider.WorkerCount", OLD_PROVIDE),
          idle("Pubsub.*", "there is no pubsub"),
          refused(
              "Reprovider.Interval",
              OLD_PROVIDE,
              "\"12h\"",
              "\"12h0m0s\"",
              "\"22h\"",
              "\"22h0m0s\""),
          refused("Reprovider.Strategy", OLD_PROVIDE, "\"\"", "\"all\""),
          idle("Reprovider.*", OLD_PROVIDE),
          refused("Routing.IgnoreProviders", "whoever the ledger names as a holder is asked", "[]"),
          idle("Routing.*", "routing is what Routing.Type says, and no more"),
          idle("Swarm.ConnMgr.Type", "connections are always trimmed"),
          idle("Swarm.ConnMgr.SilencePeriod", "connections are trimmed as they come"),
          idle("Swarm.DisableBandwidthMetrics", "bytes are always counted"),
          idle("Swarm.DisableNatPortMap", "no port is ever mapped"),
          idle("Swarm.DisableRelay", NO_RELAY),
          idle("Swarm.EnableAutoNATService", "peers are not dialled back"),
          idle("Swarm.EnableAutoRelay", NO_RELAY),
          idle("Swarm.EnableHolePunching", NO_RELAY),
          idle("Swarm.EnableRelayHop", NO_RELAY),
          idle("Swarm.RelayClient.*", NO_RELAY),
          idle("Swarm.RelayService.*", NO_RELAY),
          idle("Swarm.ResourceMgr.*", BY_HEAP),
          refused("Swarm.Transports.Network.TCP", "TCP is always there", "true"),
          idle("Swarm.Transports.Network.*", NO_TRANSPORT),
          idle("Swarm.Transports.Security.*", "only TLS and Noise are here"),
          refusedFalse("Swarm.Transports.Multiplexers.Yamux", "yamux is the only multiplexer"),
          idle("Swarm.Transports.Multiplexers.*", "only yamux is here"),
          idle("Version.*", "other versions are not counted"));

  private KuboKeys() {}

  private static ConfigKey idle(String path, String why) {
    return new ConfigKey(path, "", "", new Standing.Idle(why), false);
  }

  private static ConfigKey secret(String path, String why) {
    return new ConfigKey(path, "", "", new Standing.Idle(why), true);
  }

  private static ConfigKey refused(String path, String why, String... harmless) {
    Standing standing = new Standing.Refused(why, List.of(harmless), false);
    return new ConfigKey(path, "", "", standing, path.endsWith("PrivKey"));
  }

  private static ConfigKey refusedFalse(String path, String why) {
    return new ConfigKey(path, "", "", new Standing.Refused(why, List.of("false"), true), false);
  }
}
