package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import network.cairn.app.health.Check;
import network.cairn.app.health.Finding;
import network.cairn.base.time.SimScheduler;
import network.cairn.ledger.engine.Engine;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.genesis.LedgerHome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LedgerChecksTest {
  @TempDir private Path folder;

  private static Finding state(Engine engine) {
    Check check = LedgerChecks.of(engine, new SimScheduler(1)).getFirst();
    assertThat(check.name()).isEqualTo("state");
    assertThat(check.vital()).isTrue();
    return check.look().find();
  }

  /// One that knows its head, and whose state reads as told.
  private static Engine over(Engine whole, BooleanSupplier reading) {
    return (Engine)
        Proxy.newProxyInstance(
            Engine.class.getClassLoader(),
            new Class<?>[] {Engine.class},
            (proxy, method, args) -> {
              if (method.getName().equals("read")) {
                return reading.getAsBoolean();
              }
              return method.isDefault()
                  ? InvocationHandler.invokeDefault(proxy, method, args)
                  : method.invoke(whole, args);
            });
  }

  @Test
  void aStateThatCannotBeReadIsFound() throws Exception {
    LedgerHome home =
        LedgerHome.init(
            folder,
            LedgerHome.Plan.of("cairn-dev-deal", URI.create("http://127.0.0.1:1")),
            new SecureRandom(),
            InstantSource.system());
    try (LedgerHome.Running running = home.engine(InstantSource.system(), LedgerMetrics.none())) {
      Engine whole = running.engine();
      assertThat(state(whole)).isEqualTo(Finding.good("height " + whole.height()));
      Engine torn =
          over(
              whole,
              () -> {
                throw new IllegalStateException("a page of the state is damaged");
              });
      assertThat(torn.height()).isEqualTo(whole.height());
      assertThatThrownBy(() -> state(torn)).hasMessage("a page of the state is damaged");
      Engine headless = over(whole, () -> false);
      assertThat(state(headless).holds()).isFalse();
    }
  }
}
