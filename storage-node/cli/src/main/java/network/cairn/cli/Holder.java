package network.cairn.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The live process that says in a home's `repo.lock` that it has the home open, or in its
/// `repo.starting` that it will: the launcher writes that before a daemon's Java begins.
///
/// @param what it calls itself
record Holder(long pid, String what) {
  private static final Pattern TEXT = Pattern.compile("process ([0-9]{1,18}) \\(([^()]{1,60})\\)");
  private static final int MAX_TEXT = 200;

  /// By how much the start of a process is known at best.
  private static final Duration SLACK = Duration.ofSeconds(2);

  /// Empty if none says so, it has ended, or it is this process.
  static Optional<Holder> of(Path home) throws IOException {
    Path lock = home.resolve("repo.lock");
    Optional<Holder> holder = named(lock);
    if (holder.isEmpty()) {
      holder = starting(home);
    }
    // Who has taken the mark away in between has written the lock before.
    return holder.isPresent() ? holder : named(lock);
  }

  /// A daemon that was told to start here, and has not ended since. It takes the file away when it
  /// has the lock; what one says that was killed before that holds no longer once the process has
  /// ended, also where another has its number.
  static Optional<Holder> starting(Path home) throws IOException {
    Path file = home.resolve("repo.starting");
    Optional<Holder> holder = named(file);
    if (holder.isEmpty()) {
      return holder;
    }
    Instant written = Files.getLastModifiedTime(file).toInstant();
    return holder.filter(h -> !h.process().map(p -> isYounger(p, written)).orElse(true));
  }

  private static boolean isYounger(ProcessHandle process, Instant written) {
    return process.info().startInstant().filter(s -> s.isAfter(written.plus(SLACK))).isPresent();
  }

  private Optional<ProcessHandle> process() {
    return ProcessHandle.of(pid);
  }

  private static Optional<Holder> named(Path file) throws IOException {
    Matcher matcher = TEXT.matcher(text(file));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long pid = Long.parseLong(matcher.group(1));
    boolean other = pid != ProcessHandle.current().pid();
    return other && ProcessHandle.of(pid).isPresent()
        ? Optional.of(new Holder(pid, matcher.group(2)))
        : Optional.empty();
  }

  private static String text(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MAX_TEXT), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  /// Whether it answers calls when it is ready.
  boolean isDaemon() {
    return what.equals("cairn daemon");
  }

  /// Why nothing can be done now, and what to do.
  CommandFailed busy(Path home) {
    String who = home + ": someone else has the lock: process " + pid + " (" + what + ")";
    return new CommandFailed(
        isDaemon()
            ? who
                + ", which is starting or ending and takes no calls now; try again when it says"
                + " 'Daemon is ready', or has ended"
            : who + ", which is at work; try again when it has ended");
  }
}
