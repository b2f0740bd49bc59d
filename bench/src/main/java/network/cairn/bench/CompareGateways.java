package network.cairn.bench;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/// Measures the gateways of Cairn and Kubo in one run on one machine, under the load of `wrk`, in
/// turns: A B, B A. With `--mixed` only the memory of Cairn's under a load of everything.
///
/// Needs `-Dcairn.bin` (the launcher) and `-Dkubo.bin`. Options: [GatewayOptions].
public final class CompareGateways {
  private static final Duration LEG = Duration.ofSeconds(30);
  private static final int MIXED_CONNECTIONS = 64;
  private static final double TWICE = 2;
  private static final double HALF = 0.5;

  private final GatewayOptions options;
  private final Report report;

  private CompareGateways(GatewayOptions options) {
    this.options = options;
    this.report =
        new Report(
            Machine.describe()
                + "; "
                + options.both().runs()
                + " measured pairs of "
                + options.time().toSeconds()
                + " s after "
                + options.both().warmups()
                + " not counted");
  }

  /// Something that is asked for.
  ///
  /// @param inBytes whether bytes a second count, and not answers
  /// @param same whether both give the same bytes
  private record Wanted(
      String name,
      String title,
      boolean inBytes,
      boolean same,
      Function<WebContent, List<Wrk.Ask>> asks) {
    double figure(Wrk.Load load) {
      return inBytes ? load.gigabytesPerSecond() : load.answersPerSecond();
    }
  }

  private static final List<Wanted> ALL =
      List.of(
          new Wanted("raw", "raw block of 1 KiB", false, true, WebContent::blocks),
          new Wanted("file", "file of 1 MiB", true, true, WebContent::file),
          new Wanted("range", "64 KiB of a file of 100 MiB", false, true, WebContent::ranges),
          new Wanted("car", "CAR of 100 MiB", true, true, WebContent::car),
          new Wanted("listing", "listing of 1,000 entries", false, false, WebContent::listing));

  public static void main(String[] words) {
    try {
      GatewayOptions options = GatewayOptions.parse(words);
      new CompareGateways(options).run();
    } catch (BenchFailed e) {
      say(String.valueOf(e.getMessage()));
      System.exit(1);
    }
  }

  private void run() {
    try (Place place = new Place(options.both())) {
      Wrk wrk = Wrk.find(options.wrk(), place.programs(), place.folder("load.lua"));
      if (options.mixed().isPositive()) {
        mixed(place, wrk);
        return;
      }
      for (Wanted wanted : ALL) {
        if (options.both().only().isEmpty() || options.both().only().contains(wanted.name())) {
          one(place, wrk, wanted);
        }
      }
    }
    System.out.println(report.markdown());
  }

  private void one(Place place, Wrk wrk, Wanted wanted) {
    String load = Machine.load();
    say(wanted.title() + " (load " + load + ")");
    try (WebContent content = new WebContent(place, options.both())) {
      content.open();
      List<Wrk.Ask> asks = wanted.asks().apply(content);
      content.require(asks, wanted.same());
      for (int connections : options.connections()) {
        outcomes(wrk, content, wanted, connections).forEach(o -> report.add(o, load));
      }
      report.add(peak(content, wanted), load);
    } catch (BenchFailed | UncheckedIOException e) {
      say("  failed: " + e.getMessage());
      report.failed(wanted.title(), String.valueOf(e.getMessage()));
    }
    report.write(options.both().out());
  }

  private List<Outcome> outcomes(Wrk wrk, WebContent content, Wanted wanted, int connections) {
    Map<Peer, List<Wrk.Load>> loads = new EnumMap<>(Peer.class);
    for (int round = -options.both().warmups(); round < options.both().runs(); round++) {
      List<Peer> order =
          round % 2 == 0 ? List.of(Peer.values()) : List.of(Peer.values()).reversed();
      for (Peer peer : order) {
        Wrk.Load load =
            wrk.run(
                content.address(peer), wanted.asks().apply(content), connections, options.time());
        say("  " + peer.title() + ", " + connections + " connections: " + load);
        if (load.refused() > 0) {
          throw new BenchFailed(peer.title() + " refused " + load.refused() + " requests");
        }
        if (round >= 0) {
          loads.computeIfAbsent(peer, _ -> new ArrayList<>()).add(load);
        }
      }
    }
    String title = wanted.title() + ", " + connections + " at once";
    List<Outcome> outcomes = new ArrayList<>();
    outcomes.add(
        outcome(
            title,
            wanted.inBytes() ? "GB/s" : "answers/s",
            Goal.rateAtLeast(TWICE),
            loads,
            wanted::figure));
    if (loads.values().stream().flatMap(List::stream).allMatch(l -> l.answers() > connections)) {
      outcomes.add(outcome(title + ": p99", "ms", Goal.atMost(HALF), loads, Wrk.Load::p99));
    }
    return outcomes;
  }

  private static Outcome outcome(
      String title,
      String unit,
      Goal goal,
      Map<Peer, List<Wrk.Load>> loads,
      ToDoubleFunction<Wrk.Load> figure) {
    return new Outcome(
        title,
        unit,
        goal,
        figures(loads.getOrDefault(Peer.CAIRN, List.of()), figure),
        figures(loads.getOrDefault(Peer.KUBO, List.of()), figure));
  }

  private static Figures figures(List<Wrk.Load> loads, ToDoubleFunction<Wrk.Load> figure) {
    return new Figures(loads.stream().mapToDouble(figure).boxed().toList());
  }

  /// Over all loads of one thing.
  private static Outcome peak(WebContent content, Wanted wanted) {
    return new Outcome(
        wanted.title() + ": highest resident memory",
        "MB",
        Goal.hopingSmaller(),
        new Figures(List.of(megabytes(content.node(Peer.CAIRN), "VmHWM"))),
        new Figures(List.of(megabytes(content.node(Peer.KUBO), "VmHWM"))));
  }

  private static double megabytes(Node node, String field) {
    return node.status(field) * 1024 / 1e6;
  }

  /// Memory while everything is asked for, over and over.
  private void mixed(Place place, Wrk wrk) {
    try (WebContent content = new WebContent(place, options.both())) {
      content.open();
      List<Wrk.Ask> asks = content.mixed();
      Node node = content.node(Peer.CAIRN);
      System.out.println("| minutes | answers/s | GB/s | broken | resident, MB | highest, MB |");
      System.out.println("|---|---|---|---|---|---|");
      Duration done = Duration.ZERO;
      while (done.compareTo(options.mixed()) < 0) {
        Wrk.Load load = wrk.run(content.address(Peer.CAIRN), asks, MIXED_CONNECTIONS, LEG);
        done = done.plus(LEG);
        System.out.println(
            "| "
                + Figures.number(done.toSeconds() / 60.0)
                + " | "
                + Figures.number(load.answersPerSecond())
                + " | "
                + Figures.number(load.gigabytesPerSecond())
                + " | "
                + (load.refused() + load.broken())
                + " | "
                + Figures.number(megabytes(node, "VmRSS"))
                + " | "
                + Figures.number(megabytes(node, "VmHWM"))
                + " |");
      }
    }
  }

  private static void say(String line) {
    System.err.println(line);
  }
}
