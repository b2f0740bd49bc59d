package network.cairn.http.gateway.name;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.kad.InvalidValue;
import network.cairn.libp2p.kad.IpnsRecord;
import network.cairn.libp2p.peer.PeerId;

/// The newest record of a name that any of several sources has. Thread-safe.
final class NewestRecord {
  private final PeerId name;
  private final Scheduler scheduler;
  private Optional<byte[]> newest = Optional.empty();

  NewestRecord(PeerId name, Scheduler scheduler) {
    this.name = name;
    this.scheduler = scheduler;
  }

  /// Asks all of them side by side, and waits for each, which keeps to the time.
  Optional<byte[]> of(List<RecordSource> sources, Duration time) throws InterruptedException {
    List<Scheduler.Task> asking = new ArrayList<>();
    for (RecordSource source : sources) {
      asking.add(scheduler.start("name-record", () -> ask(source, time)));
    }
    try {
      for (Scheduler.Task task : asking) {
        task.join();
      }
    } catch (InterruptedException e) {
      asking.forEach(Scheduler.Task::interrupt);
      throw e;
    }
    return newest();
  }

  private void ask(RecordSource source, Duration time) {
    try {
      Optional<byte[]> found = source.record(name, time);
      if (found.isPresent()) {
        offer(found.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void offer(byte[] record) {
    try {
      Instant now = Instant.ofEpochMilli(scheduler.epochMillis());
      IpnsRecord read = IpnsRecord.check(name, record, now);
      if (newest.isEmpty() || read.compareTo(IpnsRecord.check(name, newest.get(), now)) > 0) {
        newest = Optional.of(record);
      }
    } catch (InvalidValue _) {
      // It does not hold, or what is here has ended just now, which the caller sees.
    }
  }

  private synchronized Optional<byte[]> newest() {
    return newest;
  }
}
