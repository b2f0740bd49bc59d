package network.cairn.node.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import network.cairn.node.cli.CommandFailed;
import network.cairn.node.cli.Invocation;
import network.cairn.node.cli.Roles;
import network.cairn.node.config.Config;
import network.cairn.node.config.InvalidConfig;
import network.cairn.node.demo.Demo;
import network.cairn.node.demo.Testnet;
import network.cairn.node.door.DoorMetrics;
import network.cairn.node.door.Endpoints;
import network.cairn.node.door.Route;
import network.cairn.node.door.RpcHandler;
import network.cairn.node.door.kubo.KuboCommands;
import network.cairn.node.repo.RepoLocked;
import network.cairn.node.repo.RepoUnusable;

/// What the program can be besides a client.
public final class NodeRoles implements Roles {
  private static final int CALLS_AT_ONCE = 8;

  @Override
  public LocalApi local(Path home) throws IOException {
    return clearly(() -> {
      Node node = Node.open(home, "cairn");
      List<Route> routes = new ArrayList<>();
      routes.addAll(KuboCommands.routes(node.offline(() -> {}), () -> List.copyOf(routes)));
      RpcHandler handler =
          new RpcHandler(
              new Endpoints(routes), () -> 0, _ -> true, DoorMetrics.NONE, CALLS_AT_ONCE);
      return new InProcess(handler, node);
    });
  }

  @Override
  public int run(String role, Path home, Invocation invocation)
      throws IOException, InterruptedException {
    return clearly(() ->
        switch (role) {
          case "init" -> {
            Home.init(home, invocation.terminal().out());
            yield 0;
          }
          case "daemon" -> daemon(home, invocation);
          case "demo" -> Demo.run(invocation);
          case "testnet up" -> Testnet.up(invocation);
          case "testnet status" -> Testnet.status(invocation);
          case "testnet down" -> Testnet.down(invocation);
          default -> throw new CommandFailed("'" + role + "' is not part of this program yet");
        });
  }

  private static int daemon(Path home, Invocation invocation)
      throws IOException, InterruptedException {
    if (invocation.flag("init") && !Config.exists(home)) {
      Home.init(home, invocation.terminal().out());
    }
    return Daemon.run(home, invocation.terminal().out());
  }

  private interface Work<T> {
    T run() throws IOException, InterruptedException;
  }

  /// Whatever keeps a role from starting is one line for the user.
  private static <T> T clearly(Work<T> work) throws IOException {
    try {
      return work.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailed("interrupted");
    } catch (StartFailed | InvalidConfig | RepoLocked | RepoUnusable e) {
      throw new CommandFailed(String.valueOf(e.getMessage()));
    }
  }
}
