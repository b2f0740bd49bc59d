package network.cairn.store.config;

import java.util.Arrays;
import java.util.Optional;
import network.cairn.base.units.ByteSize;
import network.cairn.base.units.Durations;
import network.cairn.base.units.InvalidQuantity;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// The configuration keys that the program reads, with their defaults.
///
/// Other keys are kept as they are written, because tools of the ecosystem put their own there.
enum Key {
  SWARM_ADDRESSES("Addresses.Swarm", Kind.LIST, "[\"/ip4/0.0.0.0/tcp/4001\"]"),
  API_ADDRESS("Addresses.API", Kind.TEXT, "\"/ip4/127.0.0.1/tcp/5001\""),
  API_HOSTS("API.Hosts", Kind.LIST, "[]"),
  STORAGE_MAX("Datastore.StorageMax", Kind.SIZE, "\"10GB\""),
  DISK_RESERVE("Datastore.DiskReserve", Kind.SIZE, "\"256MiB\""),
  IMPORT_PROFILE("Import.Profile", Kind.TEXT, "\"unixfs-v1-2025\""),
  CONN_LOW("Swarm.ConnMgr.LowWater", Kind.NUMBER, "32"),
  CONN_HIGH("Swarm.ConnMgr.HighWater", Kind.NUMBER, "96"),
  CONN_GRACE("Swarm.ConnMgr.GracePeriod", Kind.DURATION, "\"20s\""),
  BOOTSTRAP("Bootstrap", Kind.LIST, "[]"),
  LOG_LEVEL("Log.Level", Kind.TEXT, "\"\""),
  NETWORK_FILE("Ledger.Network", Kind.TEXT, "\"\""),
  LEDGER_URL("Ledger.URL", Kind.TEXT, "\"\""),
  PROVIDER_CAPACITY("Provider.Capacity", Kind.SIZE, "\"0\""),
  PROVIDER_PRICE("Provider.Price", Kind.TEXT, "\"\""),
  PROVIDER_MIN_SIZE("Provider.MinSize", Kind.SIZE, "\"1\""),
  PROVIDER_MAX_SIZE("Provider.MaxSize", Kind.SIZE, "\"32GiB\""),
  PROVIDER_MAX_TERM("Provider.MaxTerm", Kind.NUMBER, "3650"),
  PROVIDER_PAYOUT("Provider.Payout", Kind.TEXT, "\"\"");

  private enum Kind {
    TEXT,
    NUMBER,
    LIST,
    SIZE,
    DURATION
  }

  final String path;
  private final Kind kind;
  final String fallback;

  Key(String path, Kind kind, String fallback) {
    this.path = path;
    this.kind = kind;
    this.fallback = fallback;
  }

  static Optional<Key> of(String path) {
    return Arrays.stream(values()).filter(k -> k.path.equals(path)).findFirst();
  }

  /// The value as it will be kept: a number written as text becomes a number.
  ///
  /// @throws InvalidConfig if the value is not of the key's kind
  JsonNode check(JsonNode value) {
    switch (kind) {
      case TEXT -> require(value.isString(), "a text");
      case NUMBER -> {
        if (value.isString() && isNumber(value.asString())) {
          return JsonNodeFactory.instance.numberNode(Integer.parseInt(value.asString()));
        }
        require(
            value.isIntegralNumber() && value.canConvertToInt() && value.asInt() >= 0,
            "a whole number from 0 to 2147483647");
      }
      case LIST -> {
        require(value.isArray(), "a list of texts; use --json '[\"...\"]'");
        value.forEach(v -> require(v.isString(), "a list of texts"));
      }
      case SIZE -> {
        require(value.isString(), "a size such as \"10GB\"");
        quantity(() -> ByteSize.parse(value.asString()));
      }
      case DURATION -> {
        require(value.isString(), "a duration such as \"20s\"");
        quantity(() -> Durations.parse(value.asString()));
      }
    }
    return value;
  }

  private static boolean isNumber(String text) {
    return text.matches("[0-9]{1,10}") && Long.parseLong(text) <= Integer.MAX_VALUE;
  }

  private static void quantity(Runnable parse) {
    try {
      parse.run();
    } catch (InvalidQuantity e) {
      throw new InvalidConfig(String.valueOf(e.getMessage()));
    }
  }

  private void require(boolean holds, String wanted) {
    if (!holds) {
      throw new InvalidConfig(path + " must be " + wanted);
    }
  }
}
