package network.cairn.base.time;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// A scheduler whose clock, order of tasks and waits are functions of one seed.
///
/// Tasks are real threads, but only the one holding the *baton* runs. The baton is passed when a
/// task waits, ends, or — now and then, as the seed decides — takes a lock or signals. While any
/// task can run the clock stands; when all wait it jumps to the earliest deadline; when all wait
/// and none has a deadline the run fails as a deadlock and names them.
///
/// Everything the tasks share is handed over by the baton's semaphore, so nothing here needs a lock
/// of its own. Code under simulation must not wait on anything but [Scheduler.Monitor] and must not
/// iterate over sets whose order depends on identity hash codes.
public final class SimScheduler implements Scheduler {
  /// The scenario that a simulation runs.
  @FunctionalInterface
  public interface Scenario {
    void run() throws Exception;
  }

  private static final long EPOCH_MILLIS = 1_800_000_000_000L;
  private static final int PREEMPT_ONE_IN = 32;
  private static final int REMEMBERED = 400;
  private static final int WHEREABOUTS_FRAMES = 3;
  private static final Duration UNWIND = Duration.ofSeconds(60);

  private final long seed;
  private final SplittableRandom random;
  private final List<SimTask> ready = new ArrayList<>();
  private final List<SimTask> live = new ArrayList<>();
  private final PriorityQueue<Alarm> alarms =
      new PriorityQueue<>(Comparator.comparingLong(Alarm::at).thenComparingLong(Alarm::sequence));
  private final Deque<String> recent = new ArrayDeque<>();
  private final Semaphore finished = new Semaphore(0);

  private @Nullable SimTask current;
  private @Nullable Throwable failure;
  private boolean stopped;
  private long now;
  private long sequence;
  private long hash = 0xcbf29ce484222325L;
  private long switches;

  public SimScheduler(long seed) {
    this.seed = seed;
    this.random = new SplittableRandom(seed);
  }

  /// Runs the scenario as the first task and returns when it has ended; tasks still alive then are
  /// ended.
  ///
  /// @throws AssertionError if the scenario or any other task failed or all tasks wait for ever; it
  ///   names the seed
  public void run(Scenario scenario) {
    start(
        "scenario",
        () -> {
          try {
            scenario.run();
          } catch (Exception | AssertionError e) {
            fail(e);
          }
          stopped = true;
        });
    handBaton();
    finished.acquireUninterruptibly();
    stopped = true;
    current = null;
    unwind();
    if (failure != null) {
      throw new AssertionError(
          "simulation with seed " + seed + " failed at " + now + " ns\n" + recentEvents(), failure);
    }
  }

  /// A digest of every switch and every [#trace]d event so far: equal seeds give equal digests.
  public long traceHash() {
    return hash;
  }

  /// How often the baton was passed.
  public long switches() {
    return switches;
  }

  /// Adds an event to the trace.
  public void trace(String event) {
    String line = now + " " + (current == null ? "-" : current.name) + " " + event;
    for (int i = 0; i < line.length(); i++) {
      mix(line.charAt(i));
    }
    recent.addLast(line);
    if (recent.size() > REMEMBERED) {
      recent.removeFirst();
    }
  }

  /// The last events, for a failure's message.
  public String recentEvents() {
    return String.join("\n", recent);
  }

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public long epochMillis() {
    return EPOCH_MILLIS + now / 1_000_000;
  }

  @Override
  public Task start(String name, Runnable body) {
    SimTask task = new SimTask(++sequence, name);
    if (!stopped) {
      live.add(task);
      ready.add(task);
      task.thread = Thread.ofVirtual().name(name).start(() -> runTask(task, body));
    }
    return task;
  }

  @Override
  public Monitor monitor() {
    return new SimMonitor();
  }

  private void runTask(SimTask task, Runnable body) {
    task.baton.acquireUninterruptibly();
    try {
      if (!stopped) {
        body.run();
      }
    } catch (Stopped _) {
      // The simulation is over.
    } catch (RuntimeException | Error e) {
      fail(new AssertionError("task " + task.name + " failed", e));
      stopped = true;
    }
    task.done = true;
    live.remove(task);
    ready.addAll(task.joiners);
    task.joiners.clear();
    if (task.unwinding) {
      finished.release();
    } else if (stopped) {
      current = null;
      finished.release();
    } else {
      handBaton();
    }
  }

  private void fail(Throwable cause) {
    if (failure == null && !stopped) {
      failure = cause;
    }
  }

  private void unwind() {
    while (!live.isEmpty()) {
      SimTask task = live.getFirst();
      task.unwinding = true;
      current = task;
      task.baton.release();
      try {
        if (!finished.tryAcquire(UNWIND.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)) {
          throw new AssertionError("task " + task.name + " waits outside the scheduler");
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
    current = null;
  }

  /// Gives the baton to the next task that can run, or ends the run.
  private void handBaton() {
    SimTask next = next();
    if (next == null) {
      fail(new AssertionError("deadlock, every task waits for ever: " + whereabouts()));
      stopped = true;
      current = null;
      finished.release();
      return;
    }
    resume(next);
  }

  /// Each task with the innermost call of it that is not the scheduler's.
  private String whereabouts() {
    StringBuilder text = new StringBuilder();
    for (SimTask task : live) {
      text.append('\n').append(task.name);
      Thread thread = task.thread;
      if (thread != null) {
        Arrays.stream(thread.getStackTrace())
            .filter(f ->
                f.getClassName().startsWith("network.cairn.")
                    && !f.getClassName().contains(".sched."))
            .limit(WHEREABOUTS_FRAMES)
            .forEach(f -> text.append(" < ").append(f));
      }
    }
    return text.toString();
  }

  private void resume(SimTask next) {
    current = next;
    switches++;
    mix(next.id);
    mix(now);
    next.baton.release();
  }

  @SuppressWarnings("ReferenceEquality") // a task's newest alarm, not one that equals it
  private @Nullable SimTask next() {
    while (ready.isEmpty()) {
      Alarm alarm = alarms.poll();
      if (alarm == null) {
        return null;
      }
      if (alarm.task.alarm == alarm) {
        now = Math.max(now, alarm.at);
        alarm.task.alarm = null;
        alarm.task.timedOut = true;
        return alarm.task;
      }
    }
    return ready.remove(random.nextInt(ready.size()));
  }

  private void pass(SimTask me) {
    SimTask next = next();
    if (next == me) {
      return;
    }
    if (next == null) {
      handBaton();
    } else {
      resume(next);
    }
    me.baton.acquireUninterruptibly();
    if (stopped) {
      throw new Stopped();
    }
  }

  private void maybePreempt(SimTask me) {
    if (random.nextInt(PREEMPT_ONE_IN) == 0) {
      ready.add(me);
      pass(me);
    }
  }

  private void mix(long value) {
    hash = (hash ^ value) * 0x100000001b3L;
    hash ^= hash >>> 29;
  }

  /// The calling task; null before and after the run, when nothing else can run.
  private @Nullable SimTask me() {
    SimTask task = current;
    if (task != null && !Thread.currentThread().equals(task.thread)) {
      throw new IllegalStateException(
          "thread " + Thread.currentThread() + " is not a task of the simulation");
    }
    return task;
  }

  private record Alarm(long at, long sequence, SimTask task) {}

  private static final class Stopped extends Error {
    private static final long serialVersionUID = 1L;

    Stopped() {
      super("the simulation is over", null, false, false);
    }
  }

  private final class SimTask implements Task {
    private final long id;
    private final String name;
    private final Semaphore baton = new Semaphore(0);
    private final List<SimTask> joiners = new ArrayList<>();
    private @Nullable Thread thread;
    private @Nullable Alarm alarm;
    private @Nullable SimMonitor waitsOn;
    private boolean timedOut;
    private boolean interrupted;
    private boolean unwinding;
    private boolean done;

    SimTask(long id, String name) {
      this.id = id;
      this.name = name + "#" + id;
    }

    @Override
    public void join() throws InterruptedException {
      SimTask me = me();
      if (me == null || stopped) {
        return;
      }
      while (!done) {
        joiners.add(me);
        pass(me);
      }
    }

    @Override
    public void interrupt() {
      interrupted = true;
      SimMonitor monitor = waitsOn;
      if (monitor != null) {
        monitor.wake(this);
      }
    }

    @Override
    public boolean isAlive() {
      return !done;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private final class SimMonitor implements Monitor {
    private final List<SimTask> contenders = new ArrayList<>();
    private final List<SimTask> waiters = new ArrayList<>();
    private @Nullable SimTask owner;
    private int holds;

    @Override
    public void lock() {
      SimTask me = me();
      if (me == null || stopped) {
        return;
      }
      maybePreempt(me);
      acquire(me);
    }

    private void acquire(SimTask me) {
      while (owner != null && owner != me) {
        contenders.add(me);
        pass(me);
      }
      owner = me;
      holds++;
    }

    @Override
    public void unlock() {
      SimTask me = me();
      if (me == null || stopped) {
        return;
      }
      if (owner != me) {
        throw new IllegalMonitorStateException(me + " does not hold the lock");
      }
      if (--holds == 0) {
        free();
      }
    }

    private void free() {
      owner = null;
      ready.addAll(contenders);
      contenders.clear();
    }

    @Override
    public boolean await(long deadlineNanos) throws InterruptedException {
      SimTask me = me();
      if (stopped) {
        throw new Stopped();
      }
      if (me == null || owner != me) {
        throw new IllegalMonitorStateException(me + " does not hold the lock");
      }
      throwIfInterrupted(me);
      if (deadlineNanos <= now) {
        return false;
      }
      int held = holds;
      holds = 0;
      free();
      park(me, deadlineNanos);
      acquire(me);
      holds = held;
      throwIfInterrupted(me);
      return !me.timedOut;
    }

    private void park(SimTask me, long deadlineNanos) {
      me.timedOut = false;
      me.waitsOn = this;
      waiters.add(me);
      if (deadlineNanos != NEVER) {
        me.alarm = new Alarm(deadlineNanos, ++sequence, me);
        alarms.add(me.alarm);
      }
      pass(me);
      me.alarm = null;
      me.waitsOn = null;
      waiters.remove(me);
    }

    private static void throwIfInterrupted(SimTask task) throws InterruptedException {
      if (task.interrupted) {
        task.interrupted = false;
        throw new InterruptedException();
      }
    }

    private void wake(SimTask task) {
      if (waiters.remove(task)) {
        task.alarm = null;
        task.waitsOn = null;
        ready.add(task);
      }
    }

    @Override
    public void signalAll() {
      SimTask me = me();
      if (me == null || stopped) {
        return;
      }
      for (SimTask waiter : List.copyOf(waiters)) {
        wake(waiter);
      }
    }
  }
}
