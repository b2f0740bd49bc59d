package network.cairn.ledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import network.cairn.ledger.engine.Engine.Refused;
import network.cairn.ledger.engine.Submitter;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;
import org.junit.jupiter.api.Test;

/// The attacks whose price is not the ledger's money: what they cost instead, and how far they get
/// (docs/protocol.md §14).
class EconomyBoundsTest {
  private static final long GIB = 1L << 30;
  private static final long LARGEST = 34_091_302_912L;

  /// Holds most for each byte of it.
  private static final long WORST = 9 * GIB + GIB / 4;

  private static final int HOLD_DAYS = 7;
  private static final int INTEREST_PERCENT = 10;
  private static final int DAYS = 365;
  private static final long DAY_SECONDS = 86_400;

  /// §8, places of fills and room.
  private static final long LEAST_RATE = 16 * 1024;

  private static final long WINDOW_SECONDS = 60;
  private static final long FIRST_ROOM = 64L << 20;

  /// §13, falsehood.
  private static final int ALLOWED = 64;

  private static final int FORGIVEN = 8;

  /// What a fill that is as slow as its place allows holds and sends until its intent ends.
  ///
  /// @param byteDays room × time
  private record Hold(long sent, double byteDays, double days) {
    double daysPerByte() {
      return byteDays / sent;
    }
  }

  private static Hold hold(long size) {
    long end = HOLD_DAYS * DAY_SECONDS;
    long come = 0;
    long room = Math.min(size, FIRST_ROOM);
    double byteSeconds = 0;
    long at = 0;
    while (at < end && come < size) {
      long half = at == 0 ? 0 : (size - come) / (end - at) / 2;
      come = Math.min(size, come + Math.max(LEAST_RATE, half) * WINDOW_SECONDS);
      while (come > room) {
        room = Math.min(size, 2 * room);
      }
      byteSeconds += (double) room * WINDOW_SECONDS;
      at += WINDOW_SECONDS;
    }
    return new Hold(come, byteSeconds / DAY_SECONDS, (double) at / DAY_SECONDS);
  }

  /// What a client keeps for good of an agreement that nobody fills: its fee.
  private static BigInteger lost(Arena arena, PieceCid piece) {
    BigInteger before = arena.wealth("client");
    Msg.CreateAgreement like = arena.create();
    arena.must(
        arena.tx(
            "client",
            0,
            new Msg.CreateAgreement(
                like.root(),
                ByteString.copyFrom(piece.encode()),
                1,
                Arena.PRICE,
                1,
                1,
                arena.chain.height + 20)));
    BigInteger during = arena.wealth("client");
    for (int i = 0; i < 25; i++) {
      arena.chain.emptyBlock();
    }
    BigInteger after = arena.wealth("client");
    assertThat(after).isGreaterThan(during);
    return before.subtract(after);
  }

  /// Room costs its fee, the interest on the rent, and the bytes: who sends a byte holds room for
  /// one for a few days.
  @Test
  void aProvidersRoomIsPaidByTheBytesThatAreSent() {
    Arena arena = new Arena("room", 1_000, 300);
    Params main = Params.defaults(Profile.MAIN);
    for (long size : List.of(FIRST_ROOM, GIB, WORST, LARGEST)) {
      PieceCid piece = PieceCid.of(size, new byte[32]);
      Hold hold = hold(size);
      BigInteger rent = Formulas.rate(main, Arena.PRICE.pebbles(), piece.leafCount());
      BigInteger locked = rent.add(Formulas.deposit(main, 1));
      BigInteger interest =
          locked
              .multiply(BigInteger.valueOf((long) INTEREST_PERCENT * HOLD_DAYS))
              .divide(BigInteger.valueOf(100L * DAYS));
      BigInteger fee = lost(arena, piece);
      double rentDenied = hold.byteDays() / GIB;
      System.out.printf(
          Locale.ROOT,
          "room of a fill of %.2f GiB: %.2f days, %.2f GiB·days at 1 CAIRN; costs %s CAIRN of fee,"
              + " %s of interest, %.2f GiB sent, each of which holds %.2f GiB·days%n",
          (double) size / GIB,
          hold.days(),
          rentDenied,
          cairn(fee),
          cairn(interest),
          (double) hold.sent() / GIB,
          hold.daysPerByte());
      assertThat(fee).isGreaterThan(main.fees().createAgreement().pebbles());
      assertThat(hold.daysPerByte()).isLessThan(4.5);
      assertThat(hold.sent()).isGreaterThan(size * 9 / 10);
    }
  }

  private static String cairn(BigInteger pebbles) {
    return String.format(Locale.ROOT, "%.4f", new BigDecimal(pebbles, 18));
  }

  /// Finds every signature false, and counts.
  private static final class Counting implements Crypto {
    private int verified;

    @Override
    public boolean verify(byte[] pubkey, byte[] message, byte[] signature) {
      verified++;
      return false;
    }

    @Override
    public Optional<byte[]> beacon(byte[] pubkey, byte[] alpha, byte[] pi) {
      return Optional.empty();
    }
  }

  /// What the state refuses costs no signature; what it does not costs a network's so many.
  @Test
  void falseSignaturesCostTheProcessorABoundedTime() {
    Arena arena = new Arena("signatures", 1_000, 300);
    Counting crypto = new Counting();
    PooledChain pooled = new PooledChain(arena.chain, crypto);
    Submitter from = Submitter.of("192.0.2.1");
    int blocks = 10;
    int sent = 0;
    for (int i = 0; i < 1_000; i++) {
      assertThat(reason(pooled.add(arena.payment("nobody"), from))).isEqualTo("FEE_NOT_COVERED");
    }
    assertThat(crypto.verified).isZero();
    for (int block = 0; block <= blocks; block++) {
      for (int i = 0; i < 1_000; i++) {
        assertThat(pooled.add(arena.payment("attacker0"), from)).isPresent();
        sent++;
      }
      pooled.block(1_000);
    }
    System.out.printf(
        Locale.ROOT,
        "false signatures of a network in %d blocks: %d sent, %d verified; of 1000 that the state"
            + " refuses, none%n",
        blocks + 1,
        sent,
        crypto.verified);
    assertThat(crypto.verified).isEqualTo(ALLOWED + blocks * FORGIVEN);
    assertThat(pooled.waiting()).isZero();
  }

  private static String reason(Optional<Refused> refused) {
    return refused.map(Refused::reason).orElse("");
  }
}
