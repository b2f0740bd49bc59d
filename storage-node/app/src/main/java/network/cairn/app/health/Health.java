package network.cairn.app.health;

import java.util.ArrayList;
import java.util.List;
import network.cairn.app.metrics.NodeMetrics;
import network.cairn.base.time.Scheduler;

/// All checks of one process. Thread-safe.
public final class Health {
  private final List<Watch> watches;

  /// @param checks in the order in which they are told; at most one of a name
  public Health(List<Check> checks, Scheduler scheduler) {
    this.watches = checks.stream().map(check -> new Watch(check, scheduler)).toList();
  }

  /// Gives each check a meter.
  public void bind(NodeMetrics metrics) {
    watches.forEach(watch -> metrics.check(watch.check().name(), () -> number(watch)));
  }

  private static double number(Watch watch) {
    return watch.known().map(found -> found.holds() ? 1.0 : 0.0).orElse(Double.NaN);
  }

  /// Looks at all, or at what is vital alone; waits some seconds at most for all together.
  HealthAnswer look(boolean vitalAlone) throws InterruptedException {
    List<Watch> asked =
        watches.stream().filter(watch -> !vitalAlone || watch.check().vital()).toList();
    asked.forEach(Watch::begin);
    List<HealthAnswer.Part> parts = new ArrayList<>();
    for (Watch watch : asked) {
      Finding found = watch.finding();
      parts.add(new HealthAnswer.Part(watch.check().name(), found.holds(), found.detail()));
    }
    return new HealthAnswer(parts);
  }
}
