package network.cairn.deals.market;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;
import network.cairn.base.time.RealScheduler;
import network.cairn.base.time.Scheduler;
import network.cairn.deals.provider.LedgerProvider;
import network.cairn.deals.provider.ProviderConfig;
import network.cairn.ledger.client.SteppedLedger;
import network.cairn.ledger.client.TestKeys;
import network.cairn.ledger.client.WatchedScheduler;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;

/// One ledger, some providers, one client. Blocks are made only while every task of the providers
/// waits for one, and a caller's too, so that no machine is too slow to prove or to send in time.
final class TestNetwork implements AutoCloseable {
  private static final Duration QUIET = Duration.ofSeconds(60);
  private static final Duration GRACE = Duration.ofSeconds(1);

  final SteppedLedger ledger;
  final WatchedScheduler tasks = new WatchedScheduler();
  final Scheduler scheduler = new RealScheduler();
  final ExecutorService threads = Executors.newFixedThreadPool(2);
  final Map<String, TestNode> nodes = new HashMap<>();
  private final Path home;

  TestNetwork(Path home, String... accounts) {
    this(home, Params.defaults(Profile.DEV), accounts);
  }

  TestNetwork(Path home, Params params, String... accounts) {
    this.home = home;
    Map<Address, Amount> allocations = new HashMap<>();
    Amount left = Amount.SUPPLY;
    for (String name : accounts) {
      Amount amount = Amount.ofCairn(100_000);
      allocations.put(TestKeys.signer(name).address(), amount);
      left = left.minus(amount);
    }
    allocations.put(TestKeys.signer("treasury").address(), left);
    ledger = new SteppedLedger(params, allocations);
  }

  TestNode node(String name) throws IOException {
    return node(name, 0);
  }

  /// @param diskReserve bytes that must stay free
  TestNode node(String name, long diskReserve) throws IOException {
    TestNode node = new TestNode(name, home.resolve(name), ledger, scheduler, threads, diskReserve);
    nodes.put(name, node);
    return node;
  }

  /// A node with the keys of another, whose home has nothing else.
  TestNode keysOf(TestNode lost) throws IOException {
    return new TestNode(
        lost.name, home.resolve(lost.name + "-again"), ledger, scheduler, threads, 0);
  }

  /// A registered provider that has started.
  TestNode provider(String name, ProviderConfig config) throws Exception {
    TestNode node = node(name);
    start(node, config);
    return node;
  }

  void start(TestNode node, ProviderConfig config) throws Exception {
    LedgerProvider provider = node.provider(config, tasks);
    run(() -> {
      provider.register(Amount.ofCairn(1_000), node.sender.address(), node.addresses());
      return true;
    });
    provider.start();
  }

  /// Makes a block once the providers are at rest.
  void step() throws InterruptedException {
    long deadline = System.nanoTime() + QUIET.toNanos();
    while (!tasks.isQuiet(ledger) && System.nanoTime() - deadline < 0) {
      Thread.onSpinWait();
      scheduler.sleep(Duration.ofMillis(1));
    }
    ledger.step();
  }

  void steps(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      step();
    }
  }

  /// Makes blocks until something holds.
  void until(String what, int mostBlocks, BooleanSupplier holds) throws InterruptedException {
    for (int i = 0; i < mostBlocks; i++) {
      if (holds.getAsBoolean()) {
        return;
      }
      step();
    }
    throw new AssertionError("not within " + mostBlocks + " blocks: " + what);
  }

  /// Makes blocks, some milliseconds apart, until something holds that takes real time.
  void eventually(String what, BooleanSupplier holds) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not within a minute: " + what);
      }
      scheduler.sleep(Duration.ofMillis(5));
      if (tasks.isQuiet(ledger)) {
        ledger.step();
      }
    }
  }

  /// Does a blocking call while blocks are made: when somebody beside the providers waits for one,
  /// or has done something else for a while.
  <T> T run(Callable<T> call) throws Exception {
    FutureTask<T> task = new FutureTask<>(call);
    scheduler.start("call", task);
    long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    long stepped = System.nanoTime();
    while (!task.isDone()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("the call did not end");
      }
      scheduler.sleep(Duration.ofMillis(2));
      if (tasks.isOtherParked(ledger) || System.nanoTime() - stepped > GRACE.toNanos()) {
        step();
        stepped = System.nanoTime();
      }
    }
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  @Override
  public void close() {
    List<TestNode> closing = new ArrayList<>(nodes.values());
    closing.forEach(TestNode::close);
    threads.close();
  }
}
