package network.cairn.app.daemon;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import network.cairn.cli.Version;
import network.cairn.content.routing.ContentRouting;
import network.cairn.http.delegated.DelegatedRouter;
import network.cairn.http.delegated.NameRecord;
import network.cairn.http.delegated.PeerRecord;
import network.cairn.http.delegated.RouterUrl;
import network.cairn.http.delegated.RoutingSource;
import network.cairn.http.gateway.name.RecordSource;
import network.cairn.ipld.cid.Cid;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.kad.KadDht;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.store.config.Config;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whoever can say who has a block, as one node has them.
///
/// @param all of them: what this node itself looks with
/// @param routers those of them that are asked over HTTP
/// @param told what it tells those who delegate their routing to it
record Finding(ContentRouting all, List<DelegatedRouter> routers, RoutingSource told) {
  private static final Logger LOG = LoggerFactory.getLogger(Finding.class);
  private static final String ROUTERS = "Routing.DelegatedRouters";

  /// What Kubo's configuration has instead of routers that its makers choose.
  private static final String KUBO_CHOOSES = "auto";

  /// What has to be closed is closed with the node.
  ///
  /// @throws StartFailed if the configuration names a router that is none
  static Finding of(StorageNode node, Host host, List<KadDht> dhts) throws IOException {
    List<ContentRouting> own = new ArrayList<>();
    dhts.forEach(dht -> own.add(new DhtRouting(dht, host.peerstore(), node.scheduler())));
    LedgerSide.network(node.home(), node.config())
        .ifPresent(network ->
            own.add(
                node.closing()
                    .add(
                        "ledger routing",
                        new LedgerRouting(network, node.head(network), node.scheduler()))));
    List<ContentRouting> all = new ArrayList<>(own);
    List<DelegatedRouter> routers = routers(node);
    all.addAll(routers);
    Predicate<Cid> served =
        node.config().serving() ? NodeRouting.stored(node.repository().blockstore()) : cid -> false;
    return new Finding(
        ContentRouting.of(all, node.scheduler()),
        routers,
        new NodeRouting(
            host, served, ContentRouting.of(own, node.scheduler()), dhts, node.scheduler()));
  }

  /// Where a peer is, as the DHTs say.
  List<Multiaddr> places(PeerId peer, Duration time) throws InterruptedException {
    return told.peer(peer, time).map(PeerRecord::addresses).orElse(List.of());
  }

  /// Who may know the record of a name: the DHTs, and each router.
  List<RecordSource> names() {
    List<RecordSource> names = new ArrayList<>();
    names.add((name, time) -> told.name(name, time).map(NameRecord::bytes));
    routers.forEach(router -> names.add(router::name));
    return names;
  }

  /// As Kubo, a private network asks no router: what it would tell are peers of other networks, and
  /// it would learn what is looked for in this one.
  private static List<DelegatedRouter> routers(StorageNode node) {
    if (SwarmTransports.isPrivate(node.home())) {
      if (!node.config().delegatedRouters().isEmpty()) {
        LOG.warn("{} are not asked: this node is in a private network (swarm.key)", ROUTERS);
      }
      return List.of();
    }
    List<DelegatedRouter> routers = new ArrayList<>();
    for (RouterUrl url : urls(node.config())) {
      routers.add(
          node.closing()
              .add(
                  "router",
                  new DelegatedRouter(
                      url,
                      node.scheduler(),
                      "cairn/" + Version.NUMBER,
                      node.config().httpRetrieval())));
    }
    return routers;
  }

  private static List<RouterUrl> urls(Config config) {
    List<RouterUrl> urls = new ArrayList<>();
    for (String text : config.delegatedRouters()) {
      if (text.equals(KUBO_CHOOSES)) {
        LOG.warn("{} holds \"auto\", which names no router here; set it to routers' URLs", ROUTERS);
        continue;
      }
      try {
        urls.add(RouterUrl.parse(text));
      } catch (IllegalArgumentException e) {
        throw new StartFailed(ROUTERS + " in the configuration: " + e.getMessage(), e);
      }
    }
    return urls;
  }
}
