package network.cairn.app.demo;

import java.util.ArrayList;
import java.util.List;

/// Columns with a title over rows of text.
///
/// @param rows each with one cell for each column
record TextTable(List<Column> columns, List<List<String>> rows) {
  private static final String GAP = "  ";

  /// @param right whether cells stand at the right edge, as numbers do
  record Column(String title, boolean right) {
    static Column text(String title) {
      return new Column(title, false);
    }

    static Column number(String title) {
      return new Column(title, true);
    }
  }

  /// @throws IllegalArgumentException if a row has more or fewer cells than there are columns
  TextTable {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<String> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            "a row has " + row.size() + " cells for " + columns.size() + " columns");
      }
    }
  }

  /// The title line, then a line for each row; no trailing blanks.
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(line(columns.stream().map(Column::title).toList()));
    rows.forEach(row -> lines.add(line(row)));
    return lines;
  }

  /// A row as one sentence for a log: `copy 1, state live, proven 2`; empty cells are left out.
  String sentence(List<String> row) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      if (!row.get(i).isEmpty()) {
        text.append(text.isEmpty() ? "" : ", ")
            .append(columns.get(i).title())
            .append(' ')
            .append(row.get(i));
      }
    }
    return text.toString();
  }

  private String line(List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      String blanks = " ".repeat(width(i) - cells.get(i).length());
      line.append(i == 0 ? "" : GAP);
      line.append(columns.get(i).right() ? blanks + cells.get(i) : cells.get(i) + blanks);
    }
    return line.toString().stripTrailing();
  }

  private int width(int column) {
    int widest = columns.get(column).title().length();
    for (List<String> row : rows) {
      widest = Math.max(widest, row.get(column).length());
    }
    return widest;
  }
}
