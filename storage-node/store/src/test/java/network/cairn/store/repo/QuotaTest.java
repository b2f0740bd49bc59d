package network.cairn.store.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

final class QuotaTest {
  private static final long MIB = 1 << 20;

  private long index;
  private long free = 1000 * MIB;
  private int samples;

  private Quota quota(long limit, long reserve) {
    return new Quota(
        limit,
        reserve,
        () -> index,
        () -> {
          samples++;
          return free;
        });
  }

  @Test
  void admitsToTheLastByteOfTheLimitAndNoFurther() {
    Quota quota = quota(100, 0);
    quota.admit(60);
    quota.admit(40);
    assertThatThrownBy(() -> quota.admit(1))
        .isInstanceOfSatisfying(
            QuotaExceeded.class,
            refused -> {
              assertThat(refused.limit()).isEqualTo(100);
              assertThat(refused.used()).isEqualTo(100);
              assertThat(refused.needed()).isEqualTo(1);
            })
        .hasMessageContaining("StorageMax 100");
    quota.giveBack(1);
    quota.admit(1);
  }

  @Test
  void countsTheIndexAndWhatLiesThereAlready() {
    index = 30;
    Quota quota = quota(100, 0);
    quota.count(50);
    assertThatThrownBy(() -> quota.admit(21)).isInstanceOf(QuotaExceeded.class);
    quota.admit(20);
    quota.count(500);
    assertThatThrownBy(() -> quota.admit(1)).hasMessageContaining("600 of StorageMax 100");
  }

  @Test
  void looksAgainBeforeItRefuses() {
    index = 190;
    Quota quota = quota(200, 10);
    index = 10;
    free = 100;
    quota.admit(80);
    free = 20;
    assertThatThrownBy(() -> quota.admit(11))
        .hasMessageContaining("the disk has 20 free and 10 must stay free");
    quota.admit(10);
  }

  @Test
  void looksAgainAfterEightMebibytesOnly() {
    Quota quota = quota(Long.MAX_VALUE, 0);
    assertThat(samples).isEqualTo(1);
    for (int i = 0; i < 8; i++) {
      quota.admit(MIB);
    }
    assertThat(samples).isEqualTo(1);
    quota.admit(1);
    assertThat(samples).isEqualTo(2);
  }

  /// Between two looks the quota reckons what it let through itself.
  @Test
  void neverLetsTheDiskFallBelowTheReserveBetweenTwoLooks() {
    free = 10 * MIB;
    Quota quota = quota(Long.MAX_VALUE, 5 * MIB);
    quota.admit(3 * MIB);
    quota.admit(2 * MIB);
    free = 5 * MIB;
    assertThatThrownBy(() -> quota.admit(1)).isInstanceOf(QuotaExceeded.class);
  }

  @Test
  void aReservationIsRoomThatNobodyElseGets() {
    Quota quota = quota(100, 0);
    Reservation room = quota.reserve(70, true);
    assertThatThrownBy(() -> quota.admit(31)).isInstanceOf(QuotaExceeded.class);
    assertThatThrownBy(() -> quota.reserve(31, true)).isInstanceOf(QuotaExceeded.class);
    room.admit(50);
    assertThat(room.remaining()).isEqualTo(20);
    assertThat(quota.reserved()).isEqualTo(20);
    room.admit(50);
    assertThat(room.remaining()).isZero();
    assertThatThrownBy(() -> room.admit(1)).isInstanceOf(QuotaExceeded.class);
    assertThatThrownBy(() -> quota.admit(1)).isInstanceOf(QuotaExceeded.class);
  }

  @Test
  void aReservationGivesItsRestBackOnce() {
    Quota quota = quota(100, 0);
    Reservation room = quota.reserve(70, true);
    room.admit(30);
    room.close();
    room.close();
    assertThat(quota.reserved()).isZero();
    quota.admit(70);
    assertThatThrownBy(() -> quota.admit(1)).isInstanceOf(QuotaExceeded.class);
  }

  /// A writer may find that it could not write after the transfer gave up its room.
  @Test
  void whatComesBackToAClosedReservationIsFreeForAll() {
    Quota quota = quota(100, 0);
    Reservation room = quota.reserve(70, true);
    room.admit(70);
    room.close();
    room.giveBack(70);
    assertThat(quota.reserved()).isZero();
    assertThat(room.remaining()).isZero();
    quota.admit(100);
  }

  @Test
  void roomOutsideTheStoreIsBoundByTheDiskOnly() {
    free = 1000;
    Quota quota = quota(100, 100);
    Reservation pieces = quota.reserve(800, false);
    assertThat(quota.reserved()).isZero();
    assertThatThrownBy(() -> quota.reserve(101, false)).hasMessageContaining("must stay free");
    quota.admit(100);
    assertThatThrownBy(() -> quota.admit(1)).hasMessageContaining("StorageMax");
    pieces.admit(300);
    pieces.close();
    quota.reserve(500, false).close();
  }

  @Test
  void refusesWhatIsNoRoom() {
    Quota quota = quota(100, 0);
    assertThatThrownBy(() -> quota.reserve(-1, true)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> quota.reserve(Long.MAX_VALUE, true)).isInstanceOf(QuotaExceeded.class);
    assertThatThrownBy(() -> quota.reserve(Long.MAX_VALUE, false))
        .isInstanceOf(QuotaExceeded.class);
    assertThat(quota.reserved()).isZero();
  }

  /// A book beside the quota: whatever is asked, bytes written, the index and what is reserved stay
  /// within the limit, the disk keeps its reserve, and a refusal changes nothing.
  @Test
  void holdsBothBoundsWhateverIsAsked() {
    Property.check(200, random -> new Book(random).run());
  }

  private static final class Book {
    private static final long LIMIT = 40 * MIB;
    private static final long RESERVE = 10 * MIB;

    private final Random random;
    private final long disk;
    private final Quota quota;
    private final List<Reservation> open = new ArrayList<>();
    private long index;
    private long packs;
    private long pieces;

    Book(Random random) {
      this.random = random;
      this.disk = (20 + random.nextInt(60)) * MIB;
      this.quota = new Quota(LIMIT, RESERVE, () -> index, this::free);
    }

    private long free() {
      return disk - packs - pieces - index;
    }

    void run() {
      for (int i = 0; i < 300; i++) {
        long reserved = quota.reserved();
        try {
          step();
        } catch (QuotaExceeded refused) {
          assertThat(quota.reserved()).isEqualTo(reserved);
        }
        assertThat(packs + quota.reserved()).isLessThanOrEqualTo(LIMIT);
        assertThat(free()).isGreaterThanOrEqualTo(RESERVE);
        assertThat(quota.reserved())
            .isLessThanOrEqualTo(open.stream().mapToLong(Reservation::remaining).sum());
      }
      open.forEach(Reservation::close);
      assertThat(quota.reserved()).isZero();
    }

    private long size() {
      return random.nextLong(3 * MIB);
    }

    private void step() {
      long size = size();
      switch (random.nextInt(6)) {
        case 0, 1 -> {
          quota.admit(size);
          packs += size;
        }
        case 2 -> {
          long gone = Math.min(packs, size);
          quota.giveBack(gone);
          packs -= gone;
        }
        case 3 -> open.add(quota.reserve(size, true));
        case 4 -> {
          if (!open.isEmpty()) {
            Reservation room = open.get(random.nextInt(open.size()));
            room.admit(size);
            packs += size;
            if (random.nextInt(4) == 0) {
              room.giveBack(size);
              packs -= size;
            }
          }
        }
        default -> {
          if (!open.isEmpty()) {
            open.remove(random.nextInt(open.size())).close();
          }
        }
      }
    }
  }
}
