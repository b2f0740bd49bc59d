package network.cairn.store.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import network.cairn.base.ports.FreePorts;

/// Named sets of changes of a configuration, with Kubo's names where the thing is the same.
public enum ConfigProfile {
  /// What Kubo's tools expect of a home: its layout of files, and keys that they look for.
  IPFS("ipfs") {
    @Override
    void change(Config.Edit edit) {
      begin(edit);
      edit.set("Addresses.Swarm", "[\"/ip4/0.0.0.0/tcp/4001\", \"/ip6/::/tcp/4001\"]");
      edit.set(Key.GATEWAY_ADDRESS.path, Key.GATEWAY_ADDRESS.fallback);
      edit.set("Gateway.HTTPHeaders", "{}");
      edit.set(Key.MDNS.path, "false");
      edit.set("Routing", "{}");
    }

    @Override
    void begin(Config.Edit below) {
      below.set("Import.Profile", "\"legacy-cid-v0\"");
      // As quiet as Kubo; what concerns money still says what it does.
      below.set(Key.LOG_LEVEL.path, "\"error,provider=info,market=info,ledger=info\"");
    }
  },
  /// Loopback only, on whatever ports are free.
  TEST("test") {
    @Override
    void change(Config.Edit edit) {
      edit.set("Addresses.API", "\"/ip4/127.0.0.1/tcp/0\"");
      edit.set("Addresses.Swarm", "[\"/ip4/127.0.0.1/tcp/0\"]");
      edit.set("Bootstrap", "[]");
      edit.set(Key.MDNS.path, "false");
      edit.set(Key.GATEWAY_ADDRESS.path, "\"/ip4/127.0.0.1/tcp/0\"");
    }
  },
  /// The addresses that a home begins with.
  DEFAULT_NETWORKING("default-networking") {
    @Override
    void change(Config.Edit edit) {
      edit.set(Key.API_ADDRESS.path, Key.API_ADDRESS.fallback);
      edit.set(Key.SWARM_ADDRESSES.path, Key.SWARM_ADDRESSES.fallback);
      edit.set("Addresses.Announce", "[]");
      edit.set("Addresses.AppendAnnounce", "[]");
      edit.set("Addresses.NoAnnounce", "[]");
      edit.set(Key.GATEWAY_ADDRESS.path, Key.GATEWAY_ADDRESS.fallback);
      edit.set(Key.MDNS.path, Key.MDNS.fallback);
    }
  },
  /// For machines with public addresses: private networks are neither told, dialled nor let in.
  SERVER("server") {
    @Override
    void change(Config.Edit edit) {
      edit.add("Addresses.NoAnnounce", NOT_PUBLIC);
      edit.add("Swarm.AddrFilters", NOT_PUBLIC);
      edit.set(Key.MDNS.path, "false");
    }
  },
  /// Takes back what `server` does.
  LOCAL_DISCOVERY("local-discovery") {
    @Override
    void change(Config.Edit edit) {
      edit.remove("Addresses.NoAnnounce", NOT_PUBLIC);
      edit.remove("Swarm.AddrFilters", NOT_PUBLIC);
      edit.set(Key.MDNS.path, "true");
    }
  },
  /// Few connections.
  LOW_POWER("lowpower") {
    @Override
    void change(Config.Edit edit) {
      edit.set("Swarm.ConnMgr.LowWater", "20");
      edit.set("Swarm.ConnMgr.HighWater", "40");
      edit.set("Swarm.ConnMgr.GracePeriod", "\"1m\"");
    }
  },
  /// A port for peers that is free now.
  RANDOM_PORTS("randomports") {
    @Override
    void change(Config.Edit edit) {
      int port = freePort();
      edit.set(
          "Addresses.Swarm", "[\"/ip4/0.0.0.0/tcp/" + port + "\", \"/ip6/::/tcp/" + port + "\"]");
    }
  },
  /// The layout of files that Kubo has always made.
  LEGACY_CID_V0("legacy-cid-v0") {
    @Override
    void change(Config.Edit edit) {
      legacy(edit);
    }
  },
  /// As `legacy-cid-v0`.
  UNIXFS_V0_2015("unixfs-v0-2015") {
    @Override
    void change(Config.Edit edit) {
      legacy(edit);
    }
  },
  /// The layout of files on which implementations agree.
  UNIXFS_V1_2025("unixfs-v1-2025") {
    @Override
    void change(Config.Edit edit) {
      edit.set("Import.Profile", "\"unixfs-v1-2025\"");
      layout(edit, 1, true, "size-1048576", 1024, "block");
    }
  },
  /// Nothing is announced to a DHT by itself.
  ANNOUNCE_OFF("announce-off") {
    @Override
    void change(Config.Edit edit) {
      edit.set("Provide.Enabled", "false");
    }
  },
  /// Takes back what `announce-off` does.
  ANNOUNCE_ON("announce-on") {
    @Override
    void change(Config.Edit edit) {
      edit.set("Provide.Enabled", "true");
    }
  },
  /// Nothing is configured from afar either way.
  AUTOCONF_OFF("autoconf-off") {
    @Override
    void change(Config.Edit edit) {
      edit.set("Bootstrap", "[]");
      edit.set("AutoConf.Enabled", "false");
    }
  };

  /// The networks that are not globally reachable (RFC 6890).
  private static final String[] NOT_PUBLIC = {
    "/ip4/10.0.0.0/ipcidr/8",
    "/ip4/100.64.0.0/ipcidr/10",
    "/ip4/127.0.0.0/ipcidr/8",
    "/ip4/169.254.0.0/ipcidr/16",
    "/ip4/172.16.0.0/ipcidr/12",
    "/ip4/192.0.0.0/ipcidr/24",
    "/ip4/192.0.2.0/ipcidr/24",
    "/ip4/192.168.0.0/ipcidr/16",
    "/ip4/198.18.0.0/ipcidr/15",
    "/ip4/198.51.100.0/ipcidr/24",
    "/ip4/203.0.113.0/ipcidr/24",
    "/ip4/240.0.0.0/ipcidr/4",
    "/ip6/::/ipcidr/3",
    "/ip6/::1/ipcidr/128",
    "/ip6/100::/ipcidr/64",
    "/ip6/2001:2::/ipcidr/48",
    "/ip6/2001:db8::/ipcidr/32",
    "/ip6/fc00::/ipcidr/7",
    "/ip6/fe80::/ipcidr/10"
  };

  private final String label;

  ConfigProfile(String label) {
    this.label = label;
  }

  abstract void change(Config.Edit edit);

  /// Sets what counts also after a program that does not know these keys has written the home's
  /// configuration anew.
  void begin(Config.Edit below) {}

  /// The name users write.
  public String label() {
    return label;
  }

  /// @throws InvalidConfig if there is none of this name
  public static ConfigProfile named(String name) {
    Optional<ConfigProfile> found =
        Arrays.stream(values()).filter(p -> p.label.equals(name)).findFirst();
    return found.orElseThrow(() ->
        new InvalidConfig(
            name
                + " is not a profile: there are "
                + Arrays.stream(values()).map(p -> p.label).collect(Collectors.joining(", "))
                + " (blocks are kept in packs, so there are none of datastores)"));
  }

  private static void legacy(Config.Edit edit) {
    edit.set("Import.Profile", "\"legacy-cid-v0\"");
    layout(edit, 0, false, "size-262144", 174, "links");
  }

  private static void layout(
      Config.Edit edit, int version, boolean raw, String chunker, int links, String estimation) {
    edit.set("Import.CidVersion", String.valueOf(version));
    edit.set("Import.UnixFSRawLeaves", String.valueOf(raw));
    edit.set("Import.UnixFSChunker", "\"" + chunker + "\"");
    edit.set("Import.HashFunction", "\"sha2-256\"");
    edit.set("Import.UnixFSFileMaxLinks", String.valueOf(links));
    edit.set("Import.UnixFSDirectoryMaxLinks", "0");
    edit.set("Import.UnixFSHAMTDirectoryMaxFanout", "256");
    edit.set("Import.UnixFSHAMTDirectorySizeThreshold", "\"256KiB\"");
    edit.set("Import.UnixFSHAMTDirectorySizeEstimation", "\"" + estimation + "\"");
    edit.set("Import.UnixFSDAGLayout", "\"balanced\"");
  }

  private static int freePort() {
    try {
      return FreePorts.any(1, new Random()).getFirst();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port could be found", e);
    }
  }
}
