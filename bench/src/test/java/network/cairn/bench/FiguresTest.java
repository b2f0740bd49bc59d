package network.cairn.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {
  @Test
  void takesTheMedianAndTheRange() {
    Figures odd = new Figures(List.of(3.0, 1.0, 2.0));
    Figures even = new Figures(List.of(4.0, 1.0, 2.0, 3.0));

    assertThat(odd.median()).isEqualTo(2);
    assertThat(even.median()).isEqualTo(2.5);
    assertThat(even.text()).isEqualTo("2.5 (1–4)");
  }

  @Test
  void writesThreeDigitsAndKeepsZerosBeforeThePoint() {
    assertThat(Figures.number(0.012345)).isEqualTo("0.0123");
    assertThat(Figures.number(12.0)).isEqualTo("12");
    assertThat(Figures.number(1234.4)).isEqualTo("1234");
    assertThat(Figures.number(100)).isEqualTo("100");
    assertThat(Figures.number(0)).isEqualTo("0");
  }

  @Test
  void refusesToSummariseNothing() {
    assertThatThrownBy(() -> new Figures(List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void ratiosPairNeighbouringRuns() {
    Outcome outcome =
        new Outcome(
            "cat",
            "s",
            Goal.atLeast(3),
            new Figures(List.of(1.0, 2.0)),
            new Figures(List.of(4.0, 4.0)));

    assertThat(outcome.ratios().values()).containsExactly(4.0, 2.0);
    assertThat(outcome.goal().met(outcome.ratios().median())).isTrue();
  }

  @Test
  void anUpperBoundComparesTheOtherWayRound() {
    Goal goal = Goal.atMost(1.5);

    assertThat(goal.ratio(30, 20)).isEqualTo(1.5);
    assertThat(goal.met(1.5)).isTrue();
    assertThat(goal.met(1.6)).isFalse();
    assertThat(goal.toString()).isEqualTo("≤ 1.5");
  }

  @Test
  void aRateIsBetterWhereItIsHigher() {
    Goal goal = Goal.rateAtLeast(2);

    assertThat(goal.ratio(30, 10)).isEqualTo(3);
    assertThat(goal.met(1.9)).isFalse();
    assertThat(goal.met(2)).isTrue();
    assertThat(goal.toString()).isEqualTo("≥ 2");
  }

  @Test
  void refusesSidesThatWereNotMeasuredEquallyOften() {
    assertThatThrownBy(() ->
            new Outcome(
                "cat",
                "s",
                Goal.hopingFaster(),
                new Figures(List.of(1.0)),
                new Figures(List.of(1.0, 2.0))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void reportsAFailedScenarioAsARow() {
    Report report = new Report("here");
    report.failed("a stub", "it broke | badly\nindeed");

    assertThat(report.markdown()).contains("| a stub | | not measured: it broke / badly indeed |");
    assertThat(report.json()).contains("\"failed\":\"it broke / badly indeed\"");
  }
}
