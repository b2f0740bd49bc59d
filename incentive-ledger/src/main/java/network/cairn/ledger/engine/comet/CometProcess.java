package network.cairn.ledger.engine.comet;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import network.cairn.base.files.DurableFiles;
import network.cairn.base.time.CriticalLoop;
import network.cairn.base.time.Scheduler;
import network.cairn.ledger.engine.DamagedLedger;
import network.cairn.ledger.engine.EngineKind;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// CometBFT as a child: started again when it ends by itself, ended with this program, its lines in
/// this program's log. It ends by itself when this program is killed, because its socket breaks;
/// one that says that its consensus, or taking the state of others over, has failed lives on
/// without making blocks, and is ended. Thread-safe.
final class CometProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CometProcess.class);
  private static final Logger CHILD = LoggerFactory.getLogger("cometbft");
  static final int MAX_LINE = 2_000;
  private static final int MAX_PID = 32;
  private static final Duration GRACE = Duration.ofSeconds(15);
  private static final String HOME = "--home";
  private static final List<String> FAILED =
      List.of(
          "CONSENSUS FAILURE!!!",
          "State sync failed",
          "Failed to bootstrap node with new state",
          "Failed to store last seen commit");
  private static final String INSTALL =
      "; install it with: go install github.com/cometbft/cometbft/cmd/cometbft@v0.39.4";

  private final Path binary;
  private final CometHome home;
  private final Scheduler scheduler;
  private final Duration grace;
  private final CriticalLoop loop;
  private final ReentrantLock lock = new ReentrantLock();
  private Scheduler.@Nullable Task task;
  private @Nullable Process child;
  private boolean closed;

  CometProcess(Path binary, CometHome home, Scheduler scheduler) {
    this(binary, home, scheduler, GRACE);
  }

  /// @param grace how long a child that is to end is waited for before it is killed
  CometProcess(Path binary, CometHome home, Scheduler scheduler, Duration grace) {
    this.grace = grace;
    this.binary = binary;
    this.home = home;
    this.scheduler = scheduler;
    this.loop = new CriticalLoop(scheduler, "cometbft", this::run);
  }

  /// Makes sure that the program is there and of the right series.
  ///
  /// @throws DamagedLedger with the command that installs it
  static void requireVersion(Path binary) {
    String version;
    try {
      Process asked =
          new ProcessBuilder(binary.toString(), "version").redirectErrorStream(true).start();
      if (!asked.waitFor(GRACE)) {
        asked.destroyForcibly();
        throw new DamagedLedger(binary + " does not tell its version" + INSTALL);
      }
      byte[] said = asked.getInputStream().readNBytes(MAX_LINE);
      version = new String(said, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new DamagedLedger("CometBFT was not found at " + binary + INSTALL, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DamagedLedger("interrupted while CometBFT told its version", e);
    }
    if (!version.matches("v?0\\.39\\.[0-9]{1,5}[0-9A-Za-z+-]{0,60}")) {
      throw new DamagedLedger(
          binary
              + " is CometBFT '"
              + version.lines().findFirst().orElse("")
              + "', not "
              + EngineKind.Comet.SERIES
              + "x"
              + INSTALL);
    }
  }

  void start() {
    lock.lock();
    try {
      task = loop.start();
    } finally {
      lock.unlock();
    }
  }

  private void run() throws IOException, InterruptedException {
    endOrphan();
    home.remember();
    Optional<Process> begun = begin();
    if (begun.isEmpty()) {
      return;
    }
    Process process = begun.get();
    scheduler.start("cometbft-log", () -> copyLog(process));
    int code = process.waitFor();
    if (!isClosed()) {
      throw new IOException("CometBFT ended with code " + code);
    }
  }

  /// Starts a child; empty if this is closed.
  ///
  /// @throws IOException if it cannot be started, or its number not be kept; none runs then
  Optional<Process> begin() throws IOException, InterruptedException {
    lock.lock();
    try {
      if (closed) {
        return Optional.empty();
      }
      Process process =
          new ProcessBuilder(binary.toString(), "start", HOME, folder().toString())
              .redirectErrorStream(true)
              .start();
      try {
        DurableFiles.replace(home.pidFile(), process.pid() + "\n");
      } catch (IOException | RuntimeException e) {
        // Nobody would find it: the next would run beside it.
        process.destroyForcibly().waitFor();
        throw e;
      }
      child = process;
      return Optional.of(process);
    } finally {
      lock.unlock();
    }
  }

  private Path folder() {
    return home.folder().toAbsolutePath().normalize();
  }

  /// One that a killed process left behind ends by itself; it is waited for, then ended.
  void endOrphan() throws IOException, InterruptedException {
    if (!Files.exists(home.pidFile())) {
      return;
    }
    String text = DurableFiles.readText(home.pidFile(), MAX_PID).strip();
    if (!text.matches("[0-9]{1,10}")) {
      return;
    }
    Optional<ProcessHandle> left =
        ProcessHandle.of(Long.parseLong(text)).filter(handle -> isOfThisHome(handle.info()));
    if (left.isPresent() && !hasEnded(left.get())) {
      LOG.warn("an earlier CometBFT, process {}, still runs and is ended", text);
      left.get().destroyForcibly();
      hasEnded(left.get());
    }
  }

  /// A number may be another process's by now, also the CometBFT of another home.
  private boolean isOfThisHome(ProcessHandle.Info info) {
    String[] arguments = info.arguments().orElse(new String[0]);
    boolean isComet = info.command().filter(this::isBinary).isPresent();
    for (int i = 0; i + 1 < arguments.length; i++) {
      // What runs a script has the script's name among its arguments.
      isComet |= isBinary(arguments[i]);
      if (isComet && arguments[i].equals(HOME) && arguments[i + 1].equals(folder().toString())) {
        return true;
      }
    }
    return false;
  }

  private boolean isBinary(String command) {
    return Path.of(command).endsWith(binary.getFileName());
  }

  private boolean hasEnded(ProcessHandle handle) throws InterruptedException {
    try {
      handle.onExit().get(grace.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (java.util.concurrent.TimeoutException e) {
      return false;
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Its levels: I and D are for who looks closer, E is for all.
  private void copyLog(Process process) {
    boolean failed = false;
    try (BufferedReader said =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (Optional<String> next = line(said); next.isPresent(); next = line(said)) {
        String line = next.get();
        if (line.startsWith("I[") || line.startsWith("D[")) {
          CHILD.debug("{}", line);
        } else {
          CHILD.warn("{}", line);
        }
        if (lacksBlocks(line)) {
          LOG.error(
              "CometBFT has no more the blocks from which this state would be made: end this"
                  + " ledger, put the folder snapshots of another validator's home into this one,"
                  + " with the folder state moved aside, and start it again");
        }
        if (!failed && tellsOfFailure(line)) {
          failed = true;
          LOG.error(
              "CometBFT has failed and comes to no more blocks; it is started again:" + " {}",
              line);
          // On a task of its own: a child whose lines nobody reads does not end.
          scheduler.start("cometbft-end", () -> end(process));
        }
      }
    } catch (IOException e) {
      LOG.debug("CometBFT's output ended: {}", e.toString());
    }
  }

  /// The next line, of a longer one [#MAX_LINE] characters; empty at the end. What peers say gets
  /// into the child's lines, and no length of theirs may take this process's memory.
  static Optional<String> line(Reader said) throws IOException {
    int next = said.read();
    if (next < 0) {
      return Optional.empty();
    }
    StringBuilder line = new StringBuilder();
    for (; next >= 0 && next != '\n'; next = said.read()) {
      if (line.length() < MAX_LINE) {
        line.append((char) next);
      }
    }
    return Optional.of(line.toString());
  }

  /// Its own words stand right after level and time; what others say comes later in a line.
  static boolean tellsOfFailure(String line) {
    return line.startsWith("E[")
        && FAILED.stream().anyMatch(words -> line.startsWith("] " + words, line.indexOf(']')));
  }

  /// Whether it ends because its blocks begin above what the state lacks. So it ends; what others
  /// say stands in lines of a level.
  static boolean lacksBlocks(String line) {
    return line.contains("is too far below block store base") && !line.startsWith("[", 1);
  }

  private void end(Process process) {
    try {
      process.destroy();
      if (!process.waitFor(grace)) {
        LOG.warn("CometBFT does not end within {} s and is killed", grace.toSeconds());
        process.destroyForcibly().waitFor(grace);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /// The child's process id, while there is one.
  Optional<Long> pid() {
    lock.lock();
    try {
      return Optional.ofNullable(child).filter(Process::isAlive).map(Process::pid);
    } finally {
      lock.unlock();
    }
  }

  /// Asks the child to end and waits for it; one that does not is killed.
  @Override
  public void close() {
    loop.stop();
    Process left;
    Scheduler.Task running;
    lock.lock();
    try {
      closed = true;
      left = child;
      running = task;
    } finally {
      lock.unlock();
    }
    if (left != null) {
      end(left);
      forget(left);
    }
    if (running != null) {
      running.interrupt();
      try {
        running.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// Its number will be another process's.
  private void forget(Process ended) {
    if (ended.isAlive()) {
      return;
    }
    try {
      DurableFiles.delete(home.pidFile());
    } catch (IOException e) {
      LOG.warn("{} cannot be deleted: {}", home.pidFile(), e.toString());
    }
  }
}
