package network.cairn.ledger.engine.comet;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
/// this program's log. It ends by itself when this program is killed, because its socket breaks.
/// Thread-safe.
final class CometProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CometProcess.class);
  private static final Logger CHILD = LoggerFactory.getLogger("cometbft");
  private static final int MAX_LINE = 2_000;
  private static final int MAX_PID = 32;
  private static final long GRACE_SECONDS = 15;
  private static final String INSTALL =
      "; install it with: go install github.com/cometbft/cometbft/cmd/cometbft@v0.39.4";

  private final Path binary;
  private final CometHome home;
  private final Scheduler scheduler;
  private final CriticalLoop loop;
  private final ReentrantLock lock = new ReentrantLock();
  private Scheduler.@Nullable Task task;
  private @Nullable Process child;
  private boolean closed;

  CometProcess(Path binary, CometHome home, Scheduler scheduler) {
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
      if (!asked.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
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

  private Optional<Process> begin() throws IOException {
    lock.lock();
    try {
      if (closed) {
        return Optional.empty();
      }
      Process process =
          new ProcessBuilder(binary.toString(), "start", "--home", home.folder().toString())
              .redirectErrorStream(true)
              .start();
      child = process;
      DurableFiles.replace(home.pidFile(), process.pid() + "\n");
      return Optional.of(process);
    } finally {
      lock.unlock();
    }
  }

  /// One that a killed process left behind ends by itself; it is waited for, then ended.
  private void endOrphan() throws IOException, InterruptedException {
    if (!Files.exists(home.pidFile())) {
      return;
    }
    String text = DurableFiles.readText(home.pidFile(), MAX_PID).strip();
    if (!text.matches("[0-9]{1,10}")) {
      return;
    }
    Optional<ProcessHandle> left =
        ProcessHandle.of(Long.parseLong(text))
            .filter(handle -> handle.info().command().filter(this::isBinary).isPresent());
    if (left.isPresent() && !hasEnded(left.get())) {
      LOG.warn("an earlier CometBFT, process {}, still runs and is ended", text);
      left.get().destroyForcibly();
      hasEnded(left.get());
    }
  }

  private boolean isBinary(String command) {
    return Path.of(command).endsWith(binary.getFileName());
  }

  private static boolean hasEnded(ProcessHandle handle) throws InterruptedException {
    try {
      handle.onExit().get(GRACE_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (java.util.concurrent.TimeoutException e) {
      return false;
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Its levels: I and D are for who looks closer, E is for all.
  private static void copyLog(Process process) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      while (line != null) {
        String cut = line.length() > MAX_LINE ? line.substring(0, MAX_LINE) : line;
        if (cut.startsWith("I[") || cut.startsWith("D[")) {
          CHILD.debug("{}", cut);
        } else {
          CHILD.warn("{}", cut);
        }
        line = lines.readLine();
      }
    } catch (IOException e) {
      LOG.debug("CometBFT's output ended: {}", e.toString());
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
    try {
      if (left != null) {
        left.destroy();
        if (!left.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
          LOG.warn("CometBFT does not end within {} s and is killed", GRACE_SECONDS);
          left.destroyForcibly().waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
        }
      }
      if (running != null) {
        running.interrupt();
        running.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
