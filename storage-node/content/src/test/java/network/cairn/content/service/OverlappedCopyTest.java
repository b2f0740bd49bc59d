package network.cairn.content.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import network.cairn.base.memory.ByteBudget;
import network.cairn.base.time.RealScheduler;
import network.cairn.testing.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OverlappedCopyTest {
  private final RealScheduler scheduler = new RealScheduler();
  private final ByteBudget budget = new ByteBudget(1_000);

  @AfterEach
  void everythingTakenIsGivenBack() {
    assertThat(budget.held()).isZero();
  }

  /// Gives pieces of its array, as a file gives those of its blocks, and fails at the end if told.
  private static InputStream pieces(byte[] bytes, int size, boolean broken) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized long transferTo(OutputStream out) throws IOException {
        for (int at = 0; at < bytes.length; at += size) {
          out.write(bytes, at, Math.min(size, bytes.length - at));
        }
        if (broken) {
          throw new IOException("the source broke");
        }
        return bytes.length;
      }
    };
  }

  /// Takes so many writes, then fails.
  private static OutputStream failing(int after, RuntimeException failure) {
    return new OutputStream() {
      private int left = after;

      @Override
      public void write(int b) {
        throw new UnsupportedOperationException();
      }

      @Override
      public void write(byte[] bytes, int offset, int length) {
        if (left-- == 0) {
          throw failure;
        }
      }
    };
  }

  @Test
  void everyByteArrivesInOrder() throws IOException {
    for (int size : new int[] {1, 7, 100, 5_000}) {
      byte[] bytes = Property.bytes(new Random(size), 1_000);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      OverlappedCopy.copy(pieces(bytes, size, false), out, scheduler, budget);
      assertThat(out.toByteArray()).isEqualTo(bytes);
    }
  }

  @Test
  void whatWasReadBeforeAFailureArrives() {
    byte[] bytes = Property.bytes(new Random(1), 1_000);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThatThrownBy(() -> OverlappedCopy.copy(pieces(bytes, 10, true), out, scheduler, budget))
        .isInstanceOf(IOException.class)
        .hasMessage("the source broke");
    assertThat(out.toByteArray()).isEqualTo(bytes);
  }

  @Test
  void whatTheBudgetHasNoRoomForIsWrittenByWhoReadsItInItsOrder() throws IOException {
    byte[] bytes = Property.bytes(new Random(1), 1_600);
    Thread reader = Thread.currentThread();
    List<Boolean> byReader = Collections.synchronizedList(new ArrayList<>());
    ByteArrayOutputStream out =
        new ByteArrayOutputStream() {
          @Override
          public synchronized void write(byte[] piece, int offset, int length) {
            byReader.add(Thread.currentThread().equals(reader));
            assertThat(budget.held()).isLessThanOrEqualTo(1_000);
            super.write(piece, offset, length);
          }
        };
    assertThat(budget.take(1_000)).isTrue();
    OverlappedCopy.copy(pieces(bytes, 400, false), out, scheduler, budget);
    budget.give(1_000);
    assertThat(out.toByteArray()).isEqualTo(bytes);
    assertThat(byReader).containsExactly(true, true, true, true);
    out.reset();
    OverlappedCopy.copy(pieces(bytes, 400, false), out, scheduler, budget);
    assertThat(out.toByteArray()).isEqualTo(bytes);
    assertThat(byReader).contains(false);
  }

  @Test
  void aTaskThatEndsByAnErrorIsNoEndOfTheBytes() {
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int b) {
            throw new AssertionError("a mistake");
          }
        };
    assertThatThrownBy(
            () -> OverlappedCopy.copy(pieces(new byte[10], 1, false), broken, scheduler, budget))
        .isInstanceOf(AssertionError.class)
        .hasMessage("a mistake");
  }

  @Test
  void aFailureToWriteEndsTheReading() {
    RuntimeException failure = new IllegalStateException("nobody reads");
    for (int after : new int[] {0, 1, 6, 99}) {
      assertThatThrownBy(() ->
              OverlappedCopy.copy(
                  pieces(new byte[1_000], 10, false), failing(after, failure), scheduler, budget))
          .isSameAs(failure);
    }
  }

  @Test
  void anInterruptedSenderWaitsForTheWriteUnderWay() throws InterruptedException {
    Semaphore begun = new Semaphore(0);
    Semaphore taken = new Semaphore(0);
    AtomicBoolean written = new AtomicBoolean();
    OutputStream slow =
        new OutputStream() {
          @Override
          public void write(int b) {
            begun.release();
            taken.acquireUninterruptibly();
            written.set(true);
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            write(bytes[offset]);
          }
        };
    AtomicBoolean writtenBefore = new AtomicBoolean();
    Thread sender =
        Thread.startVirtualThread(() -> {
          assertThatThrownBy(
                  () -> OverlappedCopy.copy(pieces(new byte[1], 1, false), slow, scheduler, budget))
              .isInstanceOf(InterruptedIOException.class);
          writtenBefore.set(written.get());
        });
    begun.acquire();
    sender.interrupt();
    // One that does not wait ends here.
    sender.join(Duration.ofMillis(200));
    taken.release();
    sender.join();
    assertThat(writtenBefore).isTrue();
  }
}
