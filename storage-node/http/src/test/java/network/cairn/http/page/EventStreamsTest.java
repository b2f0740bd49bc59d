package network.cairn.http.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import network.cairn.base.time.RealScheduler;
import network.cairn.http.door.Request;
import network.cairn.http.door.Response;
import network.cairn.http.rpc.Endpoints;
import network.cairn.http.rpc.InnerCalls;
import network.cairn.http.rpc.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class EventStreamsTest {
  private static final JsonNode FULL = Json.object().put("Height", 5);
  private static final JsonNode OPEN = Json.object().put("Peers", 1);

  private final EventStreams events =
      new EventStreams(
          new InnerCalls(new Endpoints(List.of())),
          new Pulse((_, _) -> List.of(), Optional.empty(), new RealScheduler()),
          new RealScheduler());
  private final List<Caller> callers = new ArrayList<>();

  @AfterEach
  void close() throws InterruptedException {
    events.close();
    for (Caller caller : callers) {
      caller.reads.countDown();
      assertThat(caller.thread.join(Duration.ofSeconds(30))).as("a stream ends").isTrue();
    }
  }

  private Caller listen(boolean authorized, boolean reading) throws InterruptedException {
    Caller caller = new Caller();
    if (reading) {
      caller.reads.countDown();
    }
    callers.add(caller);
    caller.thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                events.serve(caller, caller, authorized);
              } catch (IOException e) {
                caller.cut = true;
              }
            });
    assertThat(caller.started.await(30, TimeUnit.SECONDS)).as("a stream begins").isTrue();
    return caller;
  }

  @Test
  void tellsTheOwnerAllAndOthersWhatIsOpen() throws InterruptedException {
    Caller owner = listen(true, true);
    Caller other = listen(false, true);
    events.tell("pulse", FULL, Optional.of(OPEN));
    events.tell("log", FULL, Optional.empty());
    events.tell("end", OPEN, Optional.of(OPEN));
    owner.awaitText("event: end");
    other.awaitText("event: end");
    assertThat(owner.text()).contains("event: pulse\ndata: {\"Height\":5}\n\n");
    assertThat(other.text()).contains("event: pulse\ndata: {\"Peers\":1}\n\n");
    assertThat(other.text()).doesNotContain("Height").doesNotContain("event: log");
  }

  @Test
  void endsWhoDoesNotRead() throws InterruptedException {
    Caller deaf = listen(true, false);
    Caller other = listen(true, true);
    for (int i = 0; i < EventStreams.BEHIND + 2 && deaf.why.isEmpty(); i++) {
      events.tell("n" + i, FULL, Optional.empty());
      other.awaitText("event: n" + i);
    }
    assertThat(deaf.why).contains("the listener does not read");
    assertThat(other.why).isEmpty();
    assertThat(events.count()).isEqualTo(1);
  }

  @Test
  void givesTheOldestPlaceToTheNewest() throws InterruptedException {
    List<Caller> all = new ArrayList<>();
    for (int i = 0; i < EventStreams.MOST; i++) {
      all.add(listen(true, true));
    }
    Caller newest = listen(true, true);
    newest.awaitText("retry");
    assertThat(all.getFirst().why).contains("newer listeners took the place");
    assertThat(all.get(1).why).isEmpty();
    assertThat(events.count()).isEqualTo(EventStreams.MOST);
  }

  /// A caller of a stream whose writes wait until it reads.
  private static final class Caller implements Request, Response {
    private final CountDownLatch reads = new CountDownLatch(1);
    private final CountDownLatch started = new CountDownLatch(1);
    private final StringBuilder text = new StringBuilder();
    private volatile Optional<String> why = Optional.empty();
    private volatile boolean cut;
    private Thread thread = Thread.currentThread();

    synchronized String text() {
      return text.toString();
    }

    private synchronized void append(String more) {
      text.append(more);
      notifyAll();
    }

    synchronized void awaitText(String wanted) throws InterruptedException {
      while (text.indexOf(wanted) < 0) {
        wait();
      }
    }

    @Override
    public String method() {
      return "GET";
    }

    @Override
    public String path() {
      return "/api/v1/events";
    }

    @Override
    public String query() {
      return "";
    }

    @Override
    public Optional<String> header(String name) {
      return Optional.empty();
    }

    @Override
    public InputStream body() {
      return InputStream.nullInputStream();
    }

    @Override
    public void hangUp(String reason) {
      why = Optional.of(reason);
      cut = true;
      reads.countDown();
    }

    @Override
    public void send(int status, Map<String, String> headers, byte[] body) {
      throw new AssertionError("no stream: " + status);
    }

    @Override
    public OutputStream start(int status, Map<String, String> headers) {
      assertThat(headers).containsEntry("Content-Type", "text/event-stream");
      return new OutputStream() {
        @Override
        public void write(int b) {
          throw new AssertionError("a byte alone");
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
          started.countDown();
          try {
            reads.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          if (cut) {
            throw new IOException("cut");
          }
          append(new String(bytes, offset, length, StandardCharsets.UTF_8));
        }
      };
    }

    @Override
    public void fail(String message) {
      throw new AssertionError(message);
    }

    @Override
    public void cut(String message) {
      fail(message);
    }
  }
}
