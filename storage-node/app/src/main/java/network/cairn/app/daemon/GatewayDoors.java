package network.cairn.app.daemon;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.cairn.cli.Version;
import network.cairn.content.service.ContentService;
import network.cairn.http.delegated.RoutingHandler;
import network.cairn.http.delegated.RoutingSource;
import network.cairn.http.door.DoorLimits;
import network.cairn.http.door.Handler;
import network.cairn.http.door.HttpDoor;
import network.cairn.http.gateway.GatewayHandler;
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

  /// Opens all doors. The address that nobody chose may be taken, as by a second node of this
  /// machine: then this node has no such door, and says so.
  ///
  /// @param content what the gateway shows
  /// @throws StartFailed if a door that the configuration's owner chose cannot be opened
  static GatewayDoors open(StorageNode node, ContentService content) {
    GatewayDoors opened = new GatewayDoors();
    Map<String, Handler> handlers = handlers(node, content);
    boolean chosen = node.config().isGatewayChosen();
    for (String text : node.config().gatewayAddresses()) {
      opened.open(node, ConfiguredAddresses.socket(GATEWAY, text), handlers, chosen);
    }
    return opened;
  }

  private static Map<String, Handler> handlers(StorageNode node, ContentService content) {
    Map<String, Handler> handlers = new TreeMap<>();
    Optional<RoutingSource> source = node.told().filter(_ -> node.config().exposesRouting());
    source.ifPresent(told ->
        handlers.put(
            RoutingHandler.PREFIX,
            new RoutingHandler(told, Optional.of(node.keys().peerId()), node.scheduler())));
    handlers.put(GatewayHandler.ROOT, ConfiguredGateway.of(node, content));
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
      LOG.warn("this node serves no gateway: {}", why);
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
