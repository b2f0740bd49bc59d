package network.cairn.cli;

import java.io.PrintStream;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import network.cairn.api.answer.content.LinkAnswer;
import network.cairn.api.answer.content.LsAnswer;

/// Prints what directories hold in Kubo's columns, in as many answers as it comes. One listing per
/// object.
final class Listing {
  /// A column's width at least where the rows are not known beforehand, with the blank behind it.
  private static final int STREAMED = 10;

  private static final Period RECENT = Period.ofMonths(6);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("MMM dd HH:mm", Locale.ROOT);
  private static final DateTimeFormatter YEAR =
      DateTimeFormatter.ofPattern("MMM dd  uuuu", Locale.ROOT);

  private final boolean named;
  private final boolean headers;
  private final boolean sizes;
  private final boolean attributes;
  private final int least;
  private final Clock clock;
  private Optional<String> last = Optional.empty();

  /// @param named whether each directory is named before its entries
  /// @param clock decides which times are shown with a year
  Listing(Invocation invocation, boolean named, Clock clock) {
    this.named = named;
    this.headers = invocation.flag("headers");
    this.sizes = invocation.flag("size");
    this.attributes = invocation.flag("long");
    this.least = invocation.flag("stream") ? STREAMED : 0;
    this.clock = clock;
  }

  void print(LsAnswer answer, PrintStream out) {
    for (LsAnswer.Listed object : answer.objects()) {
      List<List<String>> rows = new ArrayList<>();
      if (last.filter(object.hash()::equals).isEmpty()) {
        begin(object, rows, out);
      }
      object.links().forEach(link -> rows.add(row(link)));
      print(rows, out);
    }
  }

  private void begin(LsAnswer.Listed object, List<List<String>> rows, PrintStream out) {
    if (named) {
      out.print(last.isPresent() ? "\n" : "");
      out.println(object.hash() + ":");
    }
    if (headers) {
      rows.add(row("Mode", "Hash", "Size", "ModTime", "Name"));
    }
    last = Optional.of(object.hash());
  }

  private List<String> row(LinkAnswer link) {
    boolean directory = link.type() == LinkAnswer.DIRECTORY;
    return row(
        mode(link.mode()),
        link.hash(),
        directory ? "-" : Long.toString(link.size()),
        time(link.modTime()),
        link.name() + (directory ? "/" : ""));
  }

  private List<String> row(String mode, String hash, String size, String time, String name) {
    List<String> row = new ArrayList<>();
    if (attributes) {
      row.add(mode);
    }
    row.add(hash);
    if (sizes) {
      row.add(size);
    }
    if (attributes) {
      row.add(time);
    }
    row.add(name);
    return row;
  }

  /// All columns but the last as wide as their widest cell.
  private void print(List<List<String>> rows, PrintStream out) {
    int columns = rows.isEmpty() ? 0 : rows.getFirst().size() - 1;
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(Math.max(widths[i], least), length(row.get(i)) + 1);
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - length(row.get(i))));
      }
      out.println(line.append(row.getLast()));
    }
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }

  /// `-` where there is none, or one that no date is.
  private String time(String text) {
    ZonedDateTime at;
    try {
      at = Instant.parse(text).atZone(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      return "-";
    }
    ZonedDateTime now = clock.instant().atZone(ZoneOffset.UTC);
    boolean recent = at.isAfter(now.minus(RECENT)) && at.isBefore(now.plusDays(1));
    return at.format(recent ? TIME : YEAR);
  }

  /// As `ls -l` writes a mode of Go's, `-` where there is none.
  private static String mode(long mode) {
    if (mode == 0) {
      return "-";
    }
    char kind =
        (mode & LinkAnswer.GO_DIRECTORY) != 0
            ? 'd'
            : (mode & LinkAnswer.GO_SYMLINK) != 0 ? 'l' : '-';
    return kind
        + bits(mode >> 6, (mode & LinkAnswer.GO_SETUID) != 0, 's')
        + bits(mode >> 3, (mode & LinkAnswer.GO_SETGID) != 0, 's')
        + bits(mode, (mode & LinkAnswer.GO_STICKY) != 0, 't');
  }

  private static String bits(long bits, boolean special, char letter) {
    boolean executable = (bits & 1) != 0;
    char last = executable ? 'x' : '-';
    if (special) {
      last = executable ? letter : Character.toUpperCase(letter);
    }
    return ((bits & 4) != 0 ? "r" : "-") + ((bits & 2) != 0 ? "w" : "-") + last;
  }
}
