package network.cairn.app.daemon;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import network.cairn.cli.Version;
import network.cairn.http.delegated.RoutingHandler;
import network.cairn.http.delegated.RoutingSource;
import network.cairn.http.door.DoorLimits;
import network.cairn.http.door.Handler;
import network.cairn.http.door.HttpDoor;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.store.config.Config;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The daemon's doors for everybody (`Addresses.Gateway`): what stands behind them shows what is
/// public and changes nothing of the node; no command is reached through them. Thread-safe.
final class GatewayDoors {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayDoors.class);
  private static final String GATEWAY = "Addresses.Gateway";

  private final List<HttpDoor> doors = new ArrayList<>();
  private final List<Multiaddr> addresses = new ArrayList<>();

  private GatewayDoors() {}

  /// Opens all doors, if something stands behind them. The address that nobody chose may be taken,
  /// as by a second node of this machine: then this node has no such door, and says so.
  ///
  /// @param source what routing answers from
  /// @throws StartFailed if a door that the configuration's owner chose cannot be opened
  static GatewayDoors open(StorageNode node, RoutingSource source) {
    GatewayDoors opened = new GatewayDoors();
    Map<String, Handler> handlers = handlers(node, source);
    if (handlers.isEmpty()) {
      return opened;
    }
    boolean chosen = node.config().isGatewayChosen();
    for (String text : node.config().gatewayAddresses()) {
      opened.open(node, ConfiguredAddresses.socket(GATEWAY, text), handlers, chosen);
    }
    return opened;
  }

  private static Map<String, Handler> handlers(StorageNode node, RoutingSource source) {
    Map<String, Handler> handlers = new TreeMap<>();
    if (node.config().exposesRouting()) {
      handlers.put(RoutingHandler.PREFIX, new RoutingHandler(source, node.scheduler()));
    }
    return handlers;
  }

  private void open(
      StorageNode node, InetSocketAddress address, Map<String, Handler> handlers, boolean chosen) {
    Config config = node.config();
    try {
      HttpDoor door =
          node.closing()
              .add(
                  "gateway's door",
                  HttpDoor.open(
                      address,
                      "cairn/" + Version.NUMBER,
                      handlers,
                      DoorLimits.ofStrangers(),
                      config.gatewayHosts()));
      doors.add(door);
      addresses.add(ConfiguredAddresses.tcp(address.getAddress(), door.port()));
    } catch (IOException e) {
      String why = e.getMessage() + "; choose another with 'cairn config " + GATEWAY + " ADDRESS'";
      if (chosen) {
        throw new StartFailed(why, e);
      }
      LOG.warn("this node serves no routing to others: {}", why);
    }
  }

  /// Where the doors are; none if the configuration wants none.
  List<Multiaddr> addresses() {
    return List.copyOf(addresses);
  }

  /// Begins no further call.
  void shut() {
    doors.forEach(HttpDoor::shut);
  }
}
