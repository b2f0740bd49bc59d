package network.cairn.libp2p.mux.yamux;

import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.io.RecordConn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The writing half of a session: takes from the [SendQueue] and packs whatever is ready into full
/// records. Run by one task.
final class YamuxWriter {
  private static final Logger LOG = LoggerFactory.getLogger(YamuxWriter.class);

  private final RecordConn conn;
  private final SendQueue queue;
  private final Scheduler scheduler;
  private final byte[] record;
  private final LongAdder bytesOut = new LongAdder();
  private volatile long writingSince = -1;

  YamuxWriter(RecordConn conn, SendQueue queue, Scheduler scheduler) {
    this.conn = conn;
    this.queue = queue;
    this.scheduler = scheduler;
    this.record = new byte[conn.headroom() + conn.maxPlaintext() + conn.tailroom()];
  }

  /// Writes until the queue is abandoned, the go-away is written or the connection breaks, and
  /// closes the connection then.
  void run() {
    try {
      while (queue.awaitWork()) {
        if (!writeRecord()) {
          break;
        }
      }
    } catch (IOException e) {
      LOG.debug("connection lost while writing", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      conn.close();
    }
  }

  /// Whether one write has taken longer than this.
  boolean isStalled(long now, long nanos) {
    long since = writingSince;
    return since >= 0 && now - since > nanos;
  }

  /// Bytes handed to the connection, frames included.
  long bytesOut() {
    return bytesOut.sum();
  }

  private boolean writeRecord() throws IOException {
    byte[] b = record;
    int start = conn.headroom();
    int limit = start + conn.maxPlaintext();
    int at = fillControl(b, queue.takeSessionFrames(b, start, limit), limit);
    long goAway = queue.goAwayCode();
    if (goAway < 0) {
      at = fillData(b, at, limit);
    } else if (at + Frame.HEADER <= limit) {
      at += Frame.encode(b, at, Frame.GO_AWAY, 0, 0, goAway);
    }
    if (at > start) {
      bytesOut.add(at - start);
      writingSince = scheduler.nanoTime();
      conn.writeRecord(b, start, at - start);
      writingSince = -1;
    }
    return goAway < 0;
  }

  private int fillControl(byte[] b, int from, int limit) {
    int at = from;
    while (at + Frame.HEADER <= limit) {
      YamuxStream stream = queue.pollControl();
      if (stream == null) {
        break;
      }
      at += stream.takeControl(b, at);
    }
    return at;
  }

  private int fillData(byte[] b, int from, int limit) {
    int at = from;
    while (at + 2 * Frame.HEADER <= limit) {
      YamuxStream stream = queue.pollData();
      if (stream == null) {
        break;
      }
      int n = stream.takeData(b, at, limit - at);
      at += n;
      if (n == 0 && limit - at < conn.maxPlaintext() / 2) {
        break;
      }
    }
    return at;
  }
}
