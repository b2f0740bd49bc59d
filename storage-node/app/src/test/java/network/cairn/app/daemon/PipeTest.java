package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
final class PipeTest {
  private static final int BUFFER = 1 << 18;
  private final Pipe pipe = new Pipe();
  private final InputStream in = pipe.input();
  private final OutputStream out = pipe.output();

  @AfterEach
  void notInterrupted() {
    Thread.interrupted();
  }

  private interface Writing {
    void run() throws IOException;
  }

  private static CompletableFuture<Void> started(Writing writing) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            writing.run();
            done.complete(null);
          } catch (IOException e) {
            done.completeExceptionally(e);
          }
        });
    return done;
  }

  /// More than the buffer holds, in pieces of any size on both sides.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void whatIsReadIsWhatWasWritten(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] data = new byte[3 * BUFFER + random.nextInt(BUFFER)];
    random.nextBytes(data);
    SplittableRandom pieces = random.split();
    CompletableFuture<Void> writer =
        started(() -> {
          for (int at = 0; at < data.length; ) {
            int some = Math.min(data.length - at, 1 + pieces.nextInt(100_000));
            out.write(data, at, some);
            at += some;
          }
          out.close();
        });
    byte[] read = new byte[data.length];
    int at = 0;
    while (at < read.length) {
      int some = in.read(read, at, Math.min(read.length - at, 1 + random.nextInt(100_000)));
      assertThat(some).isPositive();
      at += some;
    }
    assertThat(in.read()).isEqualTo(-1);
    assertThat(read).isEqualTo(data);
    writer.get();
  }

  @Test
  void singleBytesAreUnsigned() throws IOException {
    out.write(255);
    out.write(0);
    out.close();
    assertThat(in.read()).isEqualTo(255);
    assertThat(in.read()).isZero();
    assertThat(in.read()).isEqualTo(-1);
    assertThat(in.read()).isEqualTo(-1);
  }

  @Test
  void readingNothingDoesNotWait() throws IOException {
    assertThat(in.read(new byte[0], 0, 0)).isZero();
  }

  @Test
  void aFaultComesBehindWhatWasWrittenAndIsNoEnd() throws IOException {
    out.write(7);
    pipe.fail("the disk is gone");
    assertThat(in.read()).isEqualTo(7);
    assertThatThrownBy(in::read).isInstanceOf(IOException.class).hasMessage("the disk is gone");
  }

  @Test
  void aWriterLearnsThatTheReaderHasGone() throws Exception {
    CompletableFuture<Void> writer = started(() -> out.write(new byte[2 * BUFFER]));
    assertThat(in.read()).isZero();
    in.close();
    assertThatThrownBy(writer::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(Pipe.ReaderGone.class);
    assertThatThrownBy(() -> out.write(1)).hasMessage("the reader has gone");
  }

  @Test
  void anInterruptedReaderStopsWaitingAndStaysInterrupted() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(in::read).isInstanceOf(IOException.class).hasMessage("interrupted");
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }
}
