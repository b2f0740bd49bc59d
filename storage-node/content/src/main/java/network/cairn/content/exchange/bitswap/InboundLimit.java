package network.cairn.content.exchange.bitswap;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.host.StreamTimeout;
import network.cairn.libp2p.peer.PeerId;
import org.jspecify.annotations.Nullable;

/// Which messages may be read at once; the streams of further ones wait, held back by their
/// windows, and end after [#WAIT]. Thread-safe.
///
/// A connection of a peer has a number of them, so that what stops halfway on one that has died
/// holds up nothing on another. The bytes of large ones are bounded in all: a quarter of the bound
/// for such that nobody asked for, the rest for peers that were asked for blocks, one message of
/// each connection at a time, so that these never wait for the others. How much was asked for is
/// not known, so that further messages of such a peer are among those that nobody asked for. A
/// network has an eighth of each part, or one message. The next one is of the network that reads
/// the fewest bytes, among equals the one that waits longest.
final class InboundLimit {
  /// Above this a message holds blocks, or so many wants that few peers have them.
  static final int LARGE = 64 * 1024;

  /// How long a message waits: as long as one that is read may take.
  static final Duration WAIT = Inbox.MESSAGE_TIMEOUT;

  /// How often one that waits looks whether its peer has been asked meanwhile.
  private static final Duration LOOK = Duration.ofSeconds(1);

  private static final int NETWORKS = 8;
  private static final int UNASKED = 4;

  private final Scheduler scheduler;
  private final Scheduler.Monitor monitor;
  private final int most;
  private final Part unasked;
  private final Part asked;
  private final Map<Line, Integer> reading = new HashMap<>();
  private final Set<Line> giving = new HashSet<>();
  private final Set<Place> waiting = new LinkedHashSet<>();

  /// A connection of a peer. How many one peer may have is the host's matter.
  record Line(PeerId peer, long connection) {}

  /// @param most messages of one connection
  /// @param bytes of all large messages
  InboundLimit(Scheduler scheduler, int most, long bytes) {
    this.scheduler = scheduler;
    this.monitor = scheduler.monitor();
    this.most = most;
    this.unasked = new Part(bytes / UNASKED);
    this.asked = new Part(bytes - bytes / UNASKED);
  }

  /// Bytes that are read at once, by network.
  private static final class Part {
    private final long bytes;
    private final long each;
    private final Map<PeerNetwork, Long> held = new HashMap<>();
    private long all;

    Part(long bytes) {
      this.bytes = bytes;
      this.each = Math.max(bytes / NETWORKS, MessageCodec.MAX_MESSAGE);
    }

    long held(PeerNetwork network) {
      return held.getOrDefault(network, 0L);
    }

    boolean fitsNetwork(Place place) {
      return held(place.network) + place.length <= each;
    }

    boolean fits(Place place) {
      return all + place.length <= bytes;
    }

    void add(PeerNetwork network, long by) {
      all += by;
      long now = held(network) + by;
      if (now == 0) {
        held.remove(network);
      } else {
        held.put(network, now);
      }
    }
  }

  /// A message that may be read, or waits for that.
  final class Place implements AutoCloseable {
    private final Line line;
    private final PeerNetwork network;
    private final int length;
    private final Grant grant = new Grant(scheduler);

    // Under the limit's lock.
    private boolean owed;
    private @Nullable Part part;

    private Place(Line line, PeerNetwork network, int length, boolean owed) {
      this.line = line;
      this.network = network;
      this.length = length;
      this.owed = owed;
    }

    /// Ends the message, or its wait.
    @Override
    public void close() {
      monitor.lock();
      try {
        if (!waiting.remove(this)) {
          end(this);
        }
        admit();
      } finally {
        monitor.unlock();
      }
    }
  }

  /// Waits until a message may be read.
  ///
  /// @param asked whether the peer has been asked for blocks; it may be while the message waits
  /// @throws StreamTimeout if that takes too long
  Place enter(Line line, PeerNetwork network, int length, BooleanSupplier asked)
      throws InterruptedException, StreamTimeout {
    Place place = new Place(line, network, length, asked.getAsBoolean());
    queue(place);
    boolean entered = false;
    try {
      await(place, asked);
      entered = true;
      return place;
    } finally {
      if (!entered) {
        place.close();
      }
    }
  }

  private void queue(Place place) {
    monitor.lock();
    try {
      waiting.add(place);
      admit();
    } finally {
      monitor.unlock();
    }
  }

  private void await(Place place, BooleanSupplier asked)
      throws InterruptedException, StreamTimeout {
    long deadline = scheduler.deadline(WAIT);
    while (!place.grant.await(nextLook(deadline))) {
      if (scheduler.nanoTime() >= deadline) {
        throw new StreamTimeout("a message was not read for " + WAIT);
      }
      look(place, asked.getAsBoolean());
    }
  }

  private long nextLook(long deadline) {
    return Math.min(deadline, scheduler.deadline(LOOK));
  }

  private void look(Place place, boolean owed) {
    monitor.lock();
    try {
      if (waiting.contains(place) && place.owed != owed) {
        place.owed = owed;
        admit();
      }
    } finally {
      monitor.unlock();
    }
  }

  /// Bytes of large messages that are read.
  long held() {
    monitor.lock();
    try {
      return unasked.all + asked.all;
    } finally {
      monitor.unlock();
    }
  }

  private void admit() {
    while (admitSmall() || admit(asked) || admit(unasked)) {
      // Until nobody else may begin.
    }
  }

  private boolean admitSmall() {
    Optional<Place> small =
        waiting.stream().filter(each -> each.length <= LARGE && mayBegin(each)).findFirst();
    small.ifPresent(place -> begin(place, null));
    return small.isPresent();
  }

  /// A large message that has to wait is not passed by smaller ones of its network, nor where it is
  /// the next one of all.
  private boolean admit(Part part) {
    @Nullable Place next = null;
    Set<PeerNetwork> full = new HashSet<>();
    for (Place place : waiting) {
      if (place.length <= LARGE || !mayBegin(place) || !mayTake(place, part)) {
        continue;
      }
      if (!part.fitsNetwork(place)) {
        full.add(place.network);
      } else if (!full.contains(place.network)
          && (next == null || part.held(place.network) < part.held(next.network))) {
        next = place;
      }
    }
    if (next == null || !part.fits(next)) {
      return false;
    }
    begin(next, part);
    return true;
  }

  private boolean mayBegin(Place place) {
    return readOf(place.line) < most;
  }

  private int readOf(Line line) {
    return reading.getOrDefault(line, 0);
  }

  private boolean mayTake(Place place, Part part) {
    return part == unasked || place.owed && !giving.contains(place.line);
  }

  private void begin(Place place, @Nullable Part part) {
    waiting.remove(place);
    reading.put(place.line, readOf(place.line) + 1);
    place.part = part;
    if (part != null) {
      part.add(place.network, place.length);
    }
    if (part == asked) {
      giving.add(place.line);
    }
    place.grant.give();
  }

  private void end(Place place) {
    int left = readOf(place.line) - 1;
    if (left == 0) {
      reading.remove(place.line);
    } else {
      reading.put(place.line, left);
    }
    if (place.part != null) {
      place.part.add(place.network, -place.length);
    }
    if (place.part == asked) {
      giving.remove(place.line);
    }
  }
}
