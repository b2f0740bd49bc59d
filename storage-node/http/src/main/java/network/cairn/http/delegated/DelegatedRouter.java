package network.cairn.http.delegated;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import network.cairn.base.time.Scheduler;
import network.cairn.content.routing.ContentRouting;
import network.cairn.content.routing.PeerRouting;
import network.cairn.content.routing.ProviderInfo;
import network.cairn.http.client.BoundedBody;
import network.cairn.http.client.ServerRest;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multibase.Multibase;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.libp2p.kad.InvalidValue;
import network.cairn.libp2p.kad.IpnsRecord;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A router that is asked over HTTP (Delegated Routing V1 HTTP API), as one way of finding beside
/// others. Whatever it does, a search ends by its time and goes on with the other ways.
/// Thread-safe.
///
/// Bounds: [#AT_ONCE] questions at once, more wait; [RouterCalls#MAX_BYTES] an answer, read as it
/// comes; [RouterAnswer#MAX_LINE] a record; of a provider without addresses it is asked for these,
/// of [#PLACELESS] at most; [IpnsRecord#MAX_SIZE] and [#NAME_TIME] a record of a name. After a
/// failure it rests ([ServerRest]).
public final class DelegatedRouter implements ContentRouting, PeerRouting, AutoCloseable {
  static final int AT_ONCE = 16;
  static final int PLACELESS = 8;

  /// What is asked beside it may have to wait for it.
  static final Duration NAME_TIME = Duration.ofSeconds(10);

  private static final String ACCEPTED = RoutingJson.LINES + ", " + RoutingJson.JSON;

  private static final Logger LOG = LoggerFactory.getLogger(DelegatedRouter.class);

  /// What this node can speak; what is not known may be tried.
  private static final String SPOKEN = "?filter-protocols=unknown,transport-bitswap";

  private static final String HTTP_TOO = "," + PeerRecord.GATEWAY;

  private final RouterUrl url;
  private final String spoken;
  private final Scheduler scheduler;
  private final RouterCalls calls;
  private final ServerRest rest;
  private final RouterAnswer answers;
  private final Semaphore places = new Semaphore(AT_ONCE);

  /// @param agent what the router is told of this program
  public DelegatedRouter(RouterUrl url, Scheduler scheduler, String agent) {
    this(url, scheduler, agent, false);
  }

  /// @param http whether providers that give blocks over HTTP are of use
  public DelegatedRouter(RouterUrl url, Scheduler scheduler, String agent, boolean http) {
    this.url = url;
    this.spoken = SPOKEN + (http ? HTTP_TOO : "");
    this.scheduler = scheduler;
    this.calls = new RouterCalls(scheduler, agent);
    this.rest = new ServerRest(scheduler);
    this.answers = new RouterAnswer(url, http);
  }

  @Override
  public void findProviders(Cid cid, int most, Duration timeout, Sink sink)
      throws InterruptedException {
    if (!url.providers()) {
      return;
    }
    long deadline = scheduler.deadline(timeout);
    List<PeerId> placeless = new ArrayList<>();
    int[] left = {most};
    Optional<String> failure =
        ask(
            "/routing/v1/providers/" + cid.toV1(),
            "Providers",
            deadline,
            record -> {
              if (record.addresses().isEmpty() && url.peers() && placeless.size() < PLACELESS) {
                placeless.add(record.id());
                return true;
              }
              return sink.found(new ProviderInfo(record.id(), record.addresses())) && --left[0] > 0;
            });
    for (PeerId peer : left[0] > 0 ? placeless : List.<PeerId>of()) {
      List<Multiaddr> place = new ArrayList<>();
      Optional<String> why = place(peer, deadline, place);
      failure = failure.isPresent() ? failure : why;
      if (!sink.found(new ProviderInfo(peer, place))) {
        return;
      }
    }
    failure.ifPresent(sink::failed);
  }

  @Override
  public Optional<ProviderInfo> findPeer(PeerId peer, Duration timeout)
      throws InterruptedException {
    List<Multiaddr> place = new ArrayList<>();
    if (url.peers()) {
      place(peer, scheduler.deadline(timeout), place);
    }
    return place.isEmpty() ? Optional.empty() : Optional.of(new ProviderInfo(peer, place));
  }

  /// The record of a name, checked; empty if it knows none that holds, or does not say in time.
  public Optional<byte[]> name(PeerId name, Duration timeout) throws InterruptedException {
    List<byte[]> found = new ArrayList<>();
    if (url.names()) {
      Cid cid = Cid.v1(Multicodec.LIBP2P_KEY, Multihash.decode(name.bytes()));
      URI uri = URI.create(url.base() + "/routing/v1/ipns/" + cid.toString(Multibase.BASE36));
      Duration time = timeout.compareTo(NAME_TIME) < 0 ? timeout : NAME_TIME;
      long deadline = scheduler.deadline(time);
      ask(
          deadline,
          () -> record(calls.get(uri, NameRequests.TYPE, deadline), name, deadline, found));
    }
    return found.stream().findFirst();
  }

  /// An answer of another type stands for none.
  private Optional<String> record(
      RouterCalls.Head head, PeerId name, long deadline, List<byte[]> found)
      throws IOException, InterruptedException {
    try {
      if (head.status() != 200 && head.status() != 404) {
        return failed("answers with status " + head.status(), head.retryAfter());
      }
      if (head.status() == 200 && head.type().startsWith(NameRequests.TYPE)) {
        byte[] bytes = whole(head.body(), deadline);
        IpnsRecord.check(name, bytes, Instant.ofEpochMilli(scheduler.epochMillis()));
        found.add(bytes);
      }
      rest.answered();
      return Optional.empty();
    } catch (InvalidValue e) {
      LOG.debug("the router {} answers for {}: {}", url, name, e.getMessage());
      return Optional.empty();
    } finally {
      head.body().close();
    }
  }

  private static byte[] whole(BoundedBody body, long deadline)
      throws IOException, InterruptedException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] piece = body.next(deadline); piece.length > 0; piece = body.next(deadline)) {
      all.writeBytes(piece);
      if (all.size() > IpnsRecord.MAX_SIZE) {
        throw new IOException(
            "answers with a record of more than " + IpnsRecord.MAX_SIZE + " bytes");
      }
    }
    return all.toByteArray();
  }

  /// @return why it could not be asked
  private Optional<String> place(PeerId peer, long deadline, List<Multiaddr> place)
      throws InterruptedException {
    return ask(
        "/routing/v1/peers/" + peer,
        "Peers",
        deadline,
        record -> {
          if (record.id().equals(peer)) {
            place.addAll(record.addresses());
          }
          return place.isEmpty();
        });
  }

  private Optional<String> ask(
      String path, String name, long deadline, RouterAnswer.Records records)
      throws InterruptedException {
    URI uri = URI.create(url.base() + path + spoken);
    return ask(deadline, () -> answer(calls.get(uri, ACCEPTED, deadline), name, deadline, records));
  }

  private interface Question {
    Optional<String> ask() throws IOException, InterruptedException;
  }

  /// @return why the answer is not whole, for people
  private Optional<String> ask(long deadline, Question question) throws InterruptedException {
    Optional<Duration> resting = rest.left();
    if (resting.isPresent()) {
      return Optional.of(
          "the router " + url + " failed and is asked again in " + ceil(resting.get()) + " s");
    }
    if (!places.tryAcquire(deadline - scheduler.nanoTime(), TimeUnit.NANOSECONDS)) {
      return Optional.of("the router " + url + " is asked too much at once");
    }
    try {
      return question.ask();
    } catch (IOException e) {
      return failed(String.valueOf(e.getMessage()), Optional.empty());
    } finally {
      places.release();
    }
  }

  private Optional<String> answer(
      RouterCalls.Head head, String name, long deadline, RouterAnswer.Records records)
      throws IOException, InterruptedException {
    try {
      if (head.status() == 404) {
        // Older servers say so of what nobody has.
        rest.answered();
        return Optional.empty();
      }
      boolean lines = head.type().startsWith(RoutingJson.LINES);
      if (head.status() != 200) {
        return failed("answers with status " + head.status(), head.retryAfter());
      }
      if (!lines && !head.type().startsWith(RoutingJson.JSON)) {
        return failed("answers with neither JSON nor lines of it", Optional.empty());
      }
      answers.read(head.body(), lines, name, deadline, records);
      rest.answered();
      return Optional.empty();
    } finally {
      head.body().close();
    }
  }

  private Optional<String> failed(String why, Optional<Duration> wanted) {
    String whole = "the router " + url + " " + why;
    if (rest.failed(wanted)) {
      LOG.warn("{}; it is asked again in a while", whole);
    } else {
      LOG.debug("{}", whole);
    }
    return Optional.of(whole);
  }

  private static long ceil(Duration time) {
    return time.plusMillis(999).toSeconds();
  }

  @Override
  public void close() {
    calls.close();
  }
}
