package network.cairn.http.rpc.kubo;

import java.util.ArrayList;
import java.util.List;
import network.cairn.api.table.NodeTable;
import network.cairn.http.rpc.Route;

/// All of Kubo's commands that this node has.
public final class KuboCommands {
  private KuboCommands() {}

  /// Those of a node.
  public static List<Route> routes(Backend backend) {
    List<Route> all = new ArrayList<>();
    all.addAll(new NodeInfo(backend).routes());
    all.addAll(new Add(backend).routes());
    all.addAll(new UnixFsCommands(backend).routes());
    all.addAll(new Refs(backend).routes());
    all.addAll(new Blocks(backend).routes());
    all.addAll(new Dags(backend).routes());
    all.addAll(new CarImport(backend).routes());
    all.addAll(new Pinning(backend).routes());
    all.addAll(new Repo(backend).routes());
    all.addAll(new SwarmRpc(backend).routes());
    all.addAll(new PeeringRpc(backend).routes());
    all.addAll(new RoutingRpc(backend).routes());
    all.addAll(new ProvideRpc(backend).routes());
    all.addAll(new Stats(backend).routes());
    all.addAll(new Settings(backend).routes());
    all.addAll(new Keys(backend).routes());
    all.addAll(new Logs(backend).routes());
    all.addAll(new Profile(backend).routes());
    all.addAll(new BootstrapPeers(backend).routes());
    all.addAll(plain());
    return all;
  }

  /// Those that need nothing of a node.
  public static List<Route> plain() {
    List<Route> all = new ArrayList<>();
    all.addAll(CidCommands.routes());
    all.addAll(MultibaseCommands.routes());
    all.add(Route.of(NodeTable.COMMANDS, NodeInfo::commands));
    all.add(Route.of(NodeTable.VERSION_DEPS, Libraries::list));
    return all;
  }
}
