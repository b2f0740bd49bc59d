package network.cairn.bench;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// Measures Cairn and Kubo in one run on one machine, as whole processes, in turns: A B, B A, A B.
///
/// Needs `-Dcairn.bin` (the launcher) and `-Dkubo.bin`. Options: [Options].
public final class SideBySide {
  private static final Duration FAR = Duration.ofMillis(50);

  private final Options options;
  private final Report report;

  private SideBySide(Options options) {
    this.options = options;
    this.report =
        new Report(
            Machine.describe()
                + "; "
                + options.runs()
                + " measured pairs after "
                + options.warmups()
                + " not counted; scale "
                + Figures.number(options.scale()));
  }

  public static void main(String[] words) {
    Options options = Options.parse(words);
    SideBySide run = new SideBySide(options);
    try (Place place = new Place(options)) {
      for (Scenario scenario : scenarios(place, options)) {
        if (options.wants(scenario)) {
          run.one(scenario);
        }
      }
    }
    System.out.println(run.report.markdown());
  }

  static List<Scenario> scenarios(Place place, Options options) {
    return List.of(
        adding(place, options, new Adding.Kind("add", false, true, true), Goal.atLeast(2)),
        adding(place, options, new Adding.Kind("add-local", false, false, true), Goal.atLeast(2)),
        adding(
            place,
            options,
            new Adding.Kind("add-default", false, true, false),
            Goal.hopingFaster()),
        new OnlyHash(place, options),
        adding(place, options, new Adding.Kind("small", true, true, true), Goal.atLeast(8)),
        adding(place, options, new Adding.Kind("small-local", true, false, true), Goal.atLeast(8)),
        new Cat(place, options),
        new Transfer(
            place,
            options,
            new Transfer.Way("transfer", Channel.TLS, Duration.ZERO, Goal.atLeast(2))),
        new Transfer(
            place,
            options,
            new Transfer.Way("transfer-noise", Channel.NOISE, Duration.ZERO, Goal.hopingFaster())),
        new Transfer(
            place, options, new Transfer.Way("transfer-far", Channel.TLS, FAR, Goal.atLeast(2))),
        new StartUp(place, "version"),
        new StartUp(place, "id"),
        new Memory(place, options, false),
        new Memory(place, options, true));
  }

  private static Scenario adding(Place place, Options options, Adding.Kind kind, Goal goal) {
    return new Adding(place, options, kind, goal);
  }

  private void one(Scenario scenario) {
    String load = Machine.load();
    say(scenario.title() + " (load " + load + ")");
    try (scenario) {
      scenario.prepare();
      outcomes(scenario).forEach(outcome -> report.add(outcome, load));
    } catch (BenchFailed | UncheckedIOException e) {
      say("  failed: " + e.getMessage());
      report.failed(scenario.title(), String.valueOf(e.getMessage()));
    }
    report.write(options.out());
  }

  private List<Outcome> outcomes(Scenario scenario) {
    Map<Peer, List<Double>> figures = new EnumMap<>(Peer.class);
    Map<Peer, List<Double>> processor = new EnumMap<>(Peer.class);
    for (int round = -options.warmups(); round < options.runs(); round++) {
      List<Peer> order =
          round % 2 == 0 ? List.of(Peer.values()) : List.of(Peer.values()).reversed();
      for (Peer peer : order) {
        double figure = scenario.measure(peer);
        OptionalDouble took = scenario.processorSecondsOfGib();
        say(
            "  "
                + peer.title()
                + " "
                + Figures.number(figure)
                + " "
                + scenario.unit()
                + (took.isEmpty()
                    ? ""
                    : ", " + Figures.number(took.getAsDouble()) + " s of the processor a GiB"));
        if (round >= 0) {
          figures.computeIfAbsent(peer, _ -> new ArrayList<>()).add(figure);
          took.ifPresent(s -> processor.computeIfAbsent(peer, _ -> new ArrayList<>()).add(s));
        }
      }
    }
    List<Outcome> outcomes = new ArrayList<>();
    outcomes.add(outcome(scenario.title(), scenario.unit(), scenario.goal(), figures));
    if (!processor.isEmpty()) {
      outcomes.add(
          outcome(
              scenario.title() + ": of the processor, a GiB", "s", Goal.hopingFaster(), processor));
    }
    return outcomes;
  }

  private static Outcome outcome(
      String title, String unit, Goal goal, Map<Peer, List<Double>> figures) {
    return new Outcome(
        title,
        unit,
        goal,
        new Figures(figures.getOrDefault(Peer.CAIRN, List.of())),
        new Figures(figures.getOrDefault(Peer.KUBO, List.of())));
  }

  private static void say(String line) {
    System.err.println(line);
  }
}
