package network.cairn.http.rpc.cairn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import network.cairn.api.Command;
import network.cairn.api.Guard;
import network.cairn.api.table.Commands;
import network.cairn.http.rpc.Route;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked // Nothing here runs a command, so nothing is there for them to work on.
final class CairnCommandsTest {
  private static List<Command> guarded() {
    return Commands.TABLE.atDoor().stream().filter(c -> c.guard() == Guard.MONEY).toList();
  }

  @Test
  void hasARouteForEveryRowThatNeedsTheToken() {
    List<Route> routes = new ArrayList<>();
    routes.addAll(new MarketRoutes(null, null, null).routes());
    routes.addAll(new WalletRoutes(null, null).routes());
    routes.addAll(new ProviderRoutes(null, null).routes());
    assertThat(routes).extracting(Route::command).containsExactlyInAnyOrderElementsOf(guarded());
  }

  @Test
  void refusesTheSameWithoutANetwork() {
    assertThat(CairnCommands.withoutNetwork())
        .extracting(Route::command)
        .containsExactlyInAnyOrderElementsOf(guarded());
  }
}
