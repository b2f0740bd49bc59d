package network.cairn.app.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import network.cairn.base.ports.FreePorts;
import network.cairn.store.config.Config;
import network.cairn.store.config.InvalidConfig;

/// The ports at which a network's nodes listen, the same after each start.
final class Ports {
  private static final String SWARM = "Addresses.Swarm";
  private static final String API = "Addresses.API";
  private static final String HERE = "/ip4/127.0.0.1/tcp/";

  private Ports() {}

  /// Writes ports that are free now into the configurations of homes whose nodes do not run.
  static void keep(List<Path> homes) throws IOException {
    List<Integer> ports = FreePorts.any(2 * homes.size(), new Random());
    for (int i = 0; i < homes.size(); i++) {
      Config config = Config.load(homes.get(i));
      config.setText(API, HERE + ports.get(2 * i));
      // Nobody asks these nodes for files or routing, all would want the same port, and they are a
      // network of their own.
      config.setJson("Addresses.Gateway", "[]");
      config.setJson("Discovery.MDNS.Enabled", "false");
      config.setJson(SWARM, "[\"" + HERE + ports.get(2 * i + 1) + "\"]");
    }
  }

  /// What a home's configuration says, for people; `-` where there is none.
  static String of(Path home) {
    if (!Config.exists(home)) {
      return "-";
    }
    try {
      Config config = Config.load(home);
      return "api " + port(config, API) + ", swarm " + port(config, SWARM);
    } catch (InvalidConfig e) {
      return "-";
    }
  }

  /// The number behind the last `/tcp/` of a value.
  private static String port(Config config, String key) {
    String value = config.json(key).orElse("");
    int at = value.lastIndexOf("/tcp/");
    String behind = at < 0 ? "" : value.substring(at + "/tcp/".length());
    String digits =
        behind
            .chars()
            .takeWhile(c -> c >= '0' && c <= '9')
            .mapToObj(Character::toString)
            .collect(Collectors.joining());
    return digits.isEmpty() || digits.equals("0") ? "any" : digits;
  }
}
