package network.cairn.bench;

import java.util.ArrayList;
import java.util.List;

/// What one scenario gave.
///
/// @param unit of both sides' figures
record Outcome(String title, String unit, Goal goal, Figures ours, Figures theirs) {
  Outcome {
    if (ours.values().size() != theirs.values().size()) {
      throw new IllegalArgumentException("the sides were not measured equally often");
    }
  }

  /// The ratio of each pair of neighbouring runs.
  Figures ratios() {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < ours.values().size(); i++) {
      ratios.add(goal.ratio(ours.values().get(i), theirs.values().get(i)));
    }
    return new Figures(ratios);
  }
}
